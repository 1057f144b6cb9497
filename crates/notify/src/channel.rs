//! What every channel can do.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tacit_wire::Wire;

use crate::{
    delivery::{Delivered, DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, send},
    story::Story,
};

/// A way to tell somebody.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Which one.
    fn kind(&self) -> Kind;

    /// What would be said, without saying it and without a credential.
    fn preview(&self, notice: &Notice) -> Preview;

    /// Tells it once. `key` stays the same when it is tried again.
    ///
    /// # Errors
    /// When the receiver did not take it, or did not say so.
    async fn deliver(&self, notice: &Notice, key: &Idempotency) -> Result<Delivered, DeliveryError>;
}

/// The kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// E-mail over SMTP.
    Email,
    /// Runscope's webhook, signed.
    Webhook,
    /// Slack, by an incoming webhook.
    Slack,
    /// Microsoft Teams, by a workflow.
    Teams,
    /// Discord, by a webhook.
    Discord,
    /// Telegram, by a bot.
    Telegram,
    /// PagerDuty, Events API v2.
    #[serde(rename = "pagerduty")]
    PagerDuty,
    /// Opsgenie, Alert API.
    Opsgenie,
    /// Splunk On-Call, generic REST endpoint.
    SplunkOnCall,
    /// Datadog events.
    Datadog,
    /// Prometheus Alertmanager, API v2.
    Alertmanager,
}

impl Kind {
    /// As written in settings and delivery logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Webhook => "webhook",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::Discord => "discord",
            Self::Telegram => "telegram",
            Self::PagerDuty => "pagerduty",
            Self::Opsgenie => "opsgenie",
            Self::SplunkOnCall => "splunk_on_call",
            Self::Datadog => "datadog",
            Self::Alertmanager => "alertmanager",
        }
    }

    /// Whether the receiver takes the same message twice for one: by its id, or by the incident it belongs to.
    #[must_use]
    pub fn deduplicates(self) -> bool {
        match self {
            Self::Webhook | Self::PagerDuty | Self::Opsgenie | Self::SplunkOnCall | Self::Alertmanager => {
                true
            }
            Self::Email | Self::Slack | Self::Teams | Self::Discord | Self::Telegram | Self::Datadog => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A message as its receiver would get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Which channel.
    pub kind: Kind,
    /// Its first line: the subject of a mail, the title of a card.
    pub title: String,
    /// The message in plain text.
    pub text: String,
    /// The message in HTML, for mails.
    pub html: Option<String>,
    /// The JSON that is posted, without credentials; `None` for mails.
    pub payload: Option<String>,
}

/// A channel that posts JSON: all that differs between services.
pub(crate) trait Vendor: Send + Sync + 'static {
    const KIND: Kind;

    /// What is said, without credentials.
    fn message(&self, notice: &Notice) -> Value;

    /// The request around it; `message` is what [`message`](Self::message) gave, as text.
    fn post(&self, notice: &Notice, message: &str, key: &Idempotency) -> Result<Post, DeliveryError>;
}

/// A vendor and the way out.
pub(crate) struct Posting<V> {
    pub(crate) vendor: V,
    pub(crate) wire: Wire,
}

#[async_trait]
impl<V: Vendor> Channel for Posting<V> {
    fn kind(&self) -> Kind {
        V::KIND
    }

    fn preview(&self, notice: &Notice) -> Preview {
        let story = Story::of(notice);
        Preview {
            kind: V::KIND,
            title: story.headline.clone(),
            text: story.text(),
            html: None,
            payload: Some(format!("{:#}", self.vendor.message(notice))),
        }
    }

    async fn deliver(&self, notice: &Notice, key: &Idempotency) -> Result<Delivered, DeliveryError> {
        let message = self.vendor.message(notice).to_string();
        send(&self.wire, self.vendor.post(notice, &message, key)?).await
    }
}
