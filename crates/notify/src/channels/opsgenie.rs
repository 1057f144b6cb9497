//! Opsgenie, Alert API: <https://docs.opsgenie.com/docs/alert-api>.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tacit_alert::Kind;
use tacit_taint::Labeled;

use super::base;
use crate::{
    channel::Vendor,
    credential::Credential,
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, after},
    story::{Mood, Story},
};

/// Which integration is told.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpsgenieSettings {
    /// The key of an API integration.
    pub api_key: Credential,
    /// `P1` to `P5`; Opsgenie's own default is `P3`.
    #[serde(default)]
    pub priority: Priority,
    /// `https://api.eu.opsgenie.com` for accounts in Europe.
    #[serde(default)]
    pub endpoint: Option<String>,
}

/// How urgent an alert is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[expect(missing_docs, reason = "they are Opsgenie's words")]
pub enum Priority {
    P1,
    P2,
    #[default]
    P3,
    P4,
    P5,
}

impl Vendor for OpsgenieSettings {
    const KIND: Kind = Kind::Opsgenie;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        if matches!(story.mood, Mood::Good | Mood::Calm) {
            return json!({"source": "tacit", "note": story.headline(500)});
        }
        let details: Map<String, Value> =
            story.facts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        json!({
            "message": story.headline(130),
            "alias": notice.incident(),
            "description": story.text(),
            "details": details,
            "entity": notice.test.1,
            "source": "tacit",
            "tags": ["tacit"],
            "priority": self.priority,
        })
    }

    fn post(&self, notice: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let base = base(self.endpoint.as_deref(), "https://api.opsgenie.com");
        let url = match Story::of(notice).mood {
            Mood::Good => format!("{base}/v2/alerts/{}/close?identifierType=alias", notice.incident()),
            Mood::Calm => {
                format!("{base}/v2/alerts/{}/acknowledge?identifierType=alias", notice.incident())
            }
            Mood::Bad | Mood::Wavering => format!("{base}/v2/alerts"),
        };
        let key = after("GenieKey ", &self.api_key);
        Ok(Post::json(Labeled::public(url), message).with("Authorization", key))
    }
}
