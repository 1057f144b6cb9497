//! Runscope's webhook, with a signature by <https://www.standardwebhooks.com>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use tacit_alert::Kind;
use tacit_taint::Labeled;
use tacit_wire::{basic, sign};

use crate::{
    channel::Vendor,
    credential::{Credential, label},
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, address, after},
    runscope,
    settings::SettingsError,
};

/// Where the body of a run is posted.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// The receiver's address.
    pub url: Credential,
    /// `whsec_` and 24 to 64 bytes as base64; the receiver checks signatures with the same key.
    #[serde(default)]
    pub signing_key: Option<Credential>,
    /// More headers. Their values are credentials as often as not.
    #[serde(default)]
    pub headers: BTreeMap<String, Credential>,
    /// The user of basic authentication.
    #[serde(default)]
    pub username: Option<String>,
    /// The password of basic authentication.
    #[serde(default)]
    pub password: Option<Credential>,
    /// Whether variables have their values, where every reader of the result may see them. Runscope sends them.
    #[serde(default = "yes")]
    pub values: bool,
}

fn yes() -> bool {
    true
}

/// Headers that are not the user's to set.
const OURS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "tacit-change",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
];

impl WebhookSettings {
    pub(crate) fn checked(self) -> Result<Self, SettingsError> {
        let wrong = |field, advice| Err(SettingsError::Field { field, advice });
        let token = |name: &str| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        };
        if !self.headers.keys().all(|name| token(name)) {
            return wrong("headers", "a name is empty or holds a character that no header name can have.");
        }
        if self.headers.keys().any(|name| OURS.contains(&name.to_ascii_lowercase().as_str())) {
            return wrong("headers", "one of the names is set by tacit itself; leave it out.");
        }
        if self.username.as_deref().is_some_and(|user| user.contains(':')) {
            return wrong("username", "a user name of basic authentication has no colon in it (RFC 7617).");
        }
        if self.password.is_some() != self.username.is_some() {
            return wrong("password", "give user name and password, or neither.");
        }
        Ok(self)
    }
}

impl Vendor for WebhookSettings {
    const KIND: Kind = Kind::Webhook;

    fn message(&self, notice: &Notice) -> Value {
        runscope::body(notice, self.values)
    }

    fn post(&self, notice: &Notice, message: &str, key: &Idempotency) -> Result<Post, DeliveryError> {
        let public = |text: String| Labeled::public(text);
        let mut post = Post::json(address(&self.url), message)
            .with("webhook-id", public(key.id().to_owned()))
            .with("webhook-timestamp", public(key.at().to_string()))
            // The body is Runscope's, which does not say why it is told.
            .with("tacit-change", public(notice.change.as_str().to_owned()));
        if let Some(signing) = &self.signing_key {
            let signature = sign(signing.secret(), key.id(), key.at(), message.as_bytes(), label())?;
            post = post.with("webhook-signature", signature);
        }
        if let (Some(user), Some(password)) = (&self.username, &self.password) {
            post = post.with("Authorization", basic(user, password.secret(), label()));
        }
        for (name, value) in &self.headers {
            post = post.with(name, after("", value));
        }
        Ok(post)
    }
}
