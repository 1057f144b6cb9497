//! HashiCorp Vault and OpenBao: the KV engine, version 2.
//!
//! `GET /v1/{mount}/data/{path}` answers `{"data": {"data": {field: text}, ...}}`; a token goes along in `X-Vault-Token`,
//! from a file or from signing in as an AppRole (<https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2>).

use std::{fs::File, io::Read, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use tacit_taint::{Kind, Label, Labeled, Secret, SecretId};
use tacit_wire::{
    Fetched, Options, Piece, Request, Wire, WireConfig, WireError, certificates, compose, compose_body,
    text_in,
};
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use crate::{
    config::{ConfigError, VaultConfig},
    trouble::Trouble,
};

/// Until the source has answered: a run waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
const TO_CONNECT: Duration = Duration::from_secs(5);
/// What lies at a path can hold many fields.
const ANSWER: usize = 1 << 20;
/// A token is shorter, and so is the id of an AppRole's secret.
const CREDENTIAL: u64 = 4096;

pub(crate) struct Vault {
    base: String,
    mount: String,
    namespace: Option<String>,
    sign_in: SignIn,
    wire: Wire,
}

enum SignIn {
    /// Read anew each time: agents of the source's renew it.
    TokenFile(PathBuf),
    AppRole {
        role: String,
        secret: PathBuf,
        token: Mutex<Option<Arc<Secret>>>,
    },
}

impl Vault {
    pub(crate) fn new(name: &str, config: VaultConfig) -> Result<Self, ConfigError> {
        let VaultConfig {
            address,
            mount,
            namespace,
            token_file,
            role_id,
            secret_id_file,
            cacert,
            allow_egress,
        } = config;
        let base = base(&address).ok_or_else(|| ConfigError::Address(name.into()))?;
        let sign_in = match (token_file, role_id, secret_id_file) {
            (Some(file), None, None) => SignIn::TokenFile(file),
            (None, Some(role), Some(secret)) => SignIn::AppRole { role, secret, token: Mutex::new(None) },
            _ => return Err(ConfigError::SignIn(name.into())),
        };
        let mut extra_roots = Vec::new();
        if let Some(file) = cacert {
            let pem = std::fs::read_to_string(file).map_err(|_| ConfigError::Roots(name.into()))?;
            extra_roots = certificates(&pem).ok_or_else(|| ConfigError::Roots(name.into()))?;
        }
        let wire = Wire::new(WireConfig { allow_egress, extra_roots, ..WireConfig::default() });
        Ok(Self { base, mount: mount.trim_matches('/').to_owned(), namespace, sign_in, wire })
    }

    pub(crate) async fn fetch(&self, path: &str, field: Option<&str>) -> Result<Secret, Trouble> {
        let field = field.unwrap_or("value");
        match self.ask(path, field, false).await {
            // An AppRole's token may have ended before its time.
            Err(Trouble::Refused) if matches!(self.sign_in, SignIn::AppRole { .. }) => {
                self.ask(path, field, true).await
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, path: &str, field: &str, anew: bool) -> Result<Secret, Trouble> {
        let token = self.token(anew).await?;
        let mut url = Url::parse(&self.base).map_err(|_| Trouble::Path)?;
        let parts = ["v1"].into_iter().chain(self.mount.split('/')).chain(["data"]).chain(path.split('/'));
        url.path_segments_mut().map_err(|()| Trouble::Path)?.pop_if_empty().extend(parts);
        let mut request = self.request("GET", url.as_str());
        request.headers.push((public("X-Vault-Token"), compose(&[Piece::Secret(&token)], label())));
        let fetched = self.wire.fetch(request, None).await;
        judged(&fetched)?;
        Ok(text_in(&fetched.raw, &["data", "data", field])?)
    }

    async fn token(&self, anew: bool) -> Result<Arc<Secret>, Trouble> {
        match &self.sign_in {
            SignIn::TokenFile(file) => credential(file).map(Arc::new),
            SignIn::AppRole { role, secret, token } => {
                let mut known = token.lock().await;
                if let Some(token) = known.as_ref().filter(|_| !anew) {
                    return Ok(Arc::clone(token));
                }
                let secret = credential(secret)?;
                let start =
                    format!("{{\"role_id\":{},\"secret_id\":", serde_json::Value::from(role.as_str()));
                let pieces = [Piece::Text(&start), Piece::Json(&secret), Piece::Text("}")];
                let mut request = self.request("POST", &format!("{}/v1/auth/approle/login", self.base));
                request.headers.push((public("Content-Type"), public("application/json")));
                request.body = compose_body(&pieces, label());
                let fetched = self.wire.fetch(request, None).await;
                judged(&fetched).map_err(|trouble| match trouble {
                    // A role or a secret that is not known is answered with 400.
                    Trouble::Status(400) => Trouble::Refused,
                    other => other,
                })?;
                let made = Arc::new(text_in(&fetched.raw, &["auth", "client_token"])?);
                *known = Some(Arc::clone(&made));
                Ok(made)
            }
        }
    }

    fn request(&self, method: &str, url: &str) -> Request {
        let mut request = Request::new(public(method), public(url));
        request.headers = vec![
            (public("Accept"), public("application/json")),
            (public("User-Agent"), public(concat!("tacit/", env!("CARGO_PKG_VERSION")))),
            // What a browser can be made to send lacks it.
            (public("X-Vault-Request"), public("true")),
        ];
        if let Some(namespace) = &self.namespace {
            request.headers.push((public("X-Vault-Namespace"), public(namespace)));
        }
        request.body = Labeled::public(Bytes::new());
        request.options = Options {
            connect_timeout: TO_CONNECT,
            total_timeout: PATIENCE,
            max_body: ANSWER,
            follow_redirects: false,
            ..Options::default()
        };
        request
    }
}

fn judged(fetched: &Fetched) -> Result<(), Trouble> {
    if let Some(error) = &fetched.facts.error {
        return Err(Trouble::from(error.clone()));
    }
    match fetched.facts.status() {
        Some(200..=299) => Ok(()),
        Some(401 | 403) => Err(Trouble::Refused),
        Some(404) => Err(Trouble::Missing),
        Some(status) => Err(Trouble::Status(status)),
        None => Err(Trouble::Away(WireError::Malformed)),
    }
}

fn credential(file: &PathBuf) -> Result<Secret, Trouble> {
    let mut text = String::new();
    let read = File::open(file).and_then(|file| file.take(CREDENTIAL + 1).read_to_string(&mut text));
    let secret = Secret::new(text);
    match read {
        Ok(length) if length > 0 && length as u64 <= CREDENTIAL => Ok(secret),
        _ => Err(Trouble::NoCredentials),
    }
}

/// The address without a slash at its end. Without TLS only this machine itself is asked.
fn base(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let here = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let open = url.scheme() == "https" || (url.scheme() == "http" && here);
    (plain && open && url.fragment().is_none()).then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn public(text: &str) -> Labeled<String> {
    Labeled::public(text.to_owned())
}

/// What a request with tacit's own credentials depends on. It follows no redirect, and its answer is not shown.
fn label() -> Label {
    Label::of(SecretId(Uuid::nil()), Kind::Carried)
}
