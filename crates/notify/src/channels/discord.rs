//! Discord, by a webhook: <https://discord.com/developers/docs/resources/webhook#execute-webhook>.

use serde::Deserialize;
use serde_json::{Value, json};
use tacit_alert::Kind;

use super::markdown;
use crate::{
    channel::Vendor,
    credential::Credential,
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, address},
    story::{Story, rfc3339},
    words::shortened,
};

/// Where messages go to Discord.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscordSettings {
    /// The webhook's address; whoever has it can write to the channel.
    pub url: Credential,
}

impl Vendor for DiscordSettings {
    const KIND: Kind = Kind::Discord;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        // An embed takes 25 fields of 1,024 characters and 6,000 characters in all.
        let fields: Vec<Value> = story
            .facts
            .iter()
            .take(20)
            .map(|(name, value)| json!({"name": name, "value": shortened(&markdown(value), 200), "inline": true}))
            .collect();
        json!({
            // Nobody is called, whatever a name says.
            "allowed_mentions": {"parse": []},
            "embeds": [{
                "title": titled(&story),
                "url": story.result_url,
                "color": u32::from_str_radix(story.mood.colour(), 16).unwrap_or_default(),
                "description": shortened(&markdown(&story.steps.join("\n")), 1500),
                "fields": fields,
                "timestamp": rfc3339(notice.finished_at),
            }],
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        Ok(Post::json(address(&self.url), message))
    }
}

/// At most 256 characters, the backslashes before others included.
fn titled(story: &Story) -> String {
    let whole = markdown(&story.headline);
    if whole.chars().count() <= 256 { whole } else { markdown(&story.headline(120)) }
}
