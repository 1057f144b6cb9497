//! Datadog events: <https://docs.datadoghq.com/api/latest/events/#post-an-event>.

use serde::Deserialize;
use serde_json::{Value, json};
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
    words::shortened,
};

/// Which organisation is told.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatadogSettings {
    /// An API key of the organisation.
    pub api_key: Credential,
    /// The API's address at another site than `https://api.datadoghq.com`, such as `https://api.datadoghq.eu`.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Tags besides the test's own.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Vendor for DatadogSettings {
    const KIND: Kind = Kind::Datadog;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        // Ids only: tags are kept and counted for as long as the event.
        let mut tags = vec![
            "source:tacit".to_owned(),
            format!("test:{}", notice.test.0),
            format!("bucket:{}", notice.bucket.0),
        ];
        tags.extend(notice.environment.iter().map(|(id, _)| format!("environment:{id}")));
        tags.extend(self.tags.iter().cloned());
        json!({
            "title": story.headline(100),
            "text": shortened(&story.text(), 4000),
            "alert_type": match story.mood {
                Mood::Good => "success",
                Mood::Bad => "error",
                Mood::Wavering => "warning",
                Mood::Calm => "info",
            },
            "priority": "normal",
            "date_happened": notice.finished_at / 1_000_000,
            // At most 100 characters, so the test alone: its events stand together.
            "aggregation_key": format!("tacit-{}", notice.test.0),
            "tags": tags,
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let url = format!("{}/api/v1/events", base(self.endpoint.as_deref(), "https://api.datadoghq.com"));
        Ok(Post::json(Labeled::public(url), message).with("DD-API-KEY", after("", &self.api_key)))
    }
}
