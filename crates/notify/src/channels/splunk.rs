//! Splunk On-Call (VictorOps), generic REST endpoint:
//! <https://help.splunk.com/en/splunk-enterprise/alert-and-respond/splunk-on-call>.

use serde::Deserialize;
use serde_json::{Value, json};
use tacit_alert::Kind;
use tacit_wire::{Piece, compose};

use super::base;
use crate::{
    channel::Vendor,
    credential::{Credential, label},
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::Post,
    story::{Mood, Story},
};

/// Which team is told.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplunkOnCallSettings {
    /// The key of the REST integration.
    pub api_key: Credential,
    /// Chooses the team; a part of the address, kept as a credential with it.
    pub routing_key: Credential,
    /// Another address than `https://alert.victorops.com`.
    #[serde(default)]
    pub endpoint: Option<String>,
}

impl Vendor for SplunkOnCallSettings {
    const KIND: Kind = Kind::SplunkOnCall;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        json!({
            "message_type": match story.mood {
                Mood::Good => "RECOVERY",
                Mood::Bad => "CRITICAL",
                Mood::Wavering => "WARNING",
                Mood::Calm => "ACKNOWLEDGEMENT",
            },
            "entity_id": notice.incident(),
            "entity_display_name": story.headline,
            "state_message": story.text(),
            "state_start_time": notice.failing_since.unwrap_or(notice.started_at) / 1_000_000,
            "monitoring_tool": "tacit",
            "alert_url": story.result_url,
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let base = base(self.endpoint.as_deref(), "https://alert.victorops.com");
        let start = format!("{base}/integrations/generic/20131114/alert/");
        let pieces = [
            Piece::Text(&start),
            Piece::Segment(self.api_key.secret()),
            Piece::Text("/"),
            Piece::Segment(self.routing_key.secret()),
        ];
        Ok(Post::json(compose(&pieces, label()), message))
    }
}
