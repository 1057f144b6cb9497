//! PagerDuty, Events API v2: <https://developer.pagerduty.com/docs/events-api-v2/trigger-events/>.

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
    post::{Post, with_first_field},
    story::{Mood, Story, rfc3339},
};

/// Which service is told.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagerDutySettings {
    /// The integration key of the service.
    pub routing_key: Credential,
    /// `https://events.eu.pagerduty.com` for accounts in Europe.
    #[serde(default)]
    pub endpoint: Option<String>,
}

impl Vendor for PagerDutySettings {
    const KIND: Kind = Kind::PagerDuty;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        match story.mood {
            Mood::Good => return json!({"event_action": "resolve", "dedup_key": notice.incident()}),
            Mood::Calm => return json!({"event_action": "acknowledge", "dedup_key": notice.incident()}),
            Mood::Bad | Mood::Wavering => {}
        }
        let mut details: Map<String, Value> =
            story.facts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        details.insert("Steps that did not pass".to_owned(), json!(story.steps));
        json!({
            "event_action": "trigger",
            "dedup_key": notice.incident(),
            "client": "tacit",
            "client_url": story.result_url,
            "links": [
                {"href": story.result_url, "text": "View result"},
                {"href": story.editor_url, "text": "Edit test"},
            ],
            "payload": {
                "summary": story.headline(1024),
                "source": notice.place.name(),
                "severity": if story.mood == Mood::Wavering { "warning" } else { "critical" },
                "timestamp": rfc3339(notice.finished_at),
                "component": notice.test.1,
                "group": notice.bucket.1,
                "class": "api test",
                "custom_details": details,
            },
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let url = format!("{}/v2/enqueue", base(self.endpoint.as_deref(), "https://events.pagerduty.com"));
        let body = with_first_field("routing_key", &self.routing_key, message);
        Ok(Post { url: Labeled::public(url), headers: Vec::new(), body })
    }
}
