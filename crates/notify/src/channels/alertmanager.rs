//! Prometheus Alertmanager, API v2: <https://prometheus.io/docs/alerting/latest/alerts_api/>.

use serde::Deserialize;
use serde_json::{Value, json};
use tacit_alert::Kind;
use tacit_wire::{Piece, compose};

use crate::{
    channel::Vendor,
    credential::{Credential, label},
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, after},
    story::{Mood, Story, rfc3339},
};

/// Which Alertmanager is told.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertmanagerSettings {
    /// Its address, such as `https://alertmanager.example.com`.
    pub url: Credential,
    /// A bearer token, where a proxy in front of it wants one.
    #[serde(default)]
    pub token: Option<Credential>,
    /// Hours after which an alert ends if it was not heard of again; a day if left out.
    #[serde(default)]
    pub lasts_hours: Option<u16>,
}

impl Vendor for AlertmanagerSettings {
    const KIND: Kind = Kind::Alertmanager;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        let hours = i64::from(self.lasts_hours.unwrap_or(24));
        let ends = match story.mood {
            Mood::Good => notice.finished_at,
            // Without an end it would count as over after five minutes of silence.
            Mood::Bad | Mood::Wavering | Mood::Calm => {
                notice.finished_at.saturating_add(hours * 3_600_000_000)
            }
        };
        json!([{
            // An alert is known by its labels, so they hold ids: whoever is renamed in the middle has to stay the same.
            "labels": {
                "alertname": "TacitTestFailing",
                "incident": notice.incident(),
                "team_id": notice.team.0,
                "bucket_key": notice.bucket.0,
                "test_id": notice.test.0,
                "environment_id": notice.environment.as_ref().map_or_else(String::new, |(id, _)| id.to_string()),
                "location_id": notice.place.key(),
            },
            "annotations": {
                "team": notice.team.1,
                "bucket": notice.bucket.1,
                "test": notice.test.1,
                "environment": notice.environment.as_ref().map_or("", |(_, name)| name.as_str()),
                "location": notice.place.name(),
                "summary": story.headline,
                "description": story.text(),
                "change": notice.change,
            },
            "startsAt": rfc3339(notice.failing_since.unwrap_or(notice.started_at)),
            "endsAt": rfc3339(ends),
            "generatorURL": story.result_url,
        }])
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let url = compose(&[Piece::Base(self.url.secret()), Piece::Text("/api/v2/alerts")], label());
        let post = Post::json(url, message);
        Ok(match &self.token {
            Some(token) => post.with("Authorization", after("Bearer ", token)),
            None => post,
        })
    }
}
