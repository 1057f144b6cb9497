//! Slack, by an incoming webhook: <https://api.slack.com/messaging/webhooks>.

use serde::Deserialize;
use serde_json::{Value, json};
use tacit_alert::Kind;

use crate::{
    channel::Vendor,
    credential::Credential,
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::{Post, address},
    story::Story,
};

/// Where and how messages go to Slack.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlackSettings {
    /// The webhook's address; whoever has it can write to the channel.
    pub url: Credential,
}

impl Vendor for SlackSettings {
    const KIND: Kind = Kind::Slack;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        let field =
            |(name, value): &(&str, String)| json!({"title": name, "value": quoted(value), "short": true});
        let mut fields: Vec<Value> = story.facts.iter().map(field).collect();
        if !story.steps.is_empty() {
            fields.push(json!({"title": "Steps that did not pass", "value": quoted(&story.steps.join("\n")), "short": false}));
        }
        json!({
            "text": quoted(&story.headline),
            "unfurl_links": false,
            "attachments": [{
                "fallback": quoted(&story.headline),
                "color": format!("#{}", story.mood.colour()),
                "title": "View result",
                "title_link": story.result_url,
                "text": format!("<{}|Edit test>", story.editor_url),
                "fields": fields,
                "ts": notice.finished_at / 1_000_000,
            }],
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        Ok(Post::json(address(&self.url), message))
    }
}

/// Slack's own three, which also keeps `<!channel>` from calling anybody; and signs of its markup kept from pairing.
fn quoted(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.chars()
        .flat_map(|c| matches!(c, '*' | '_' | '~' | '`').then_some('\u{200b}').into_iter().chain([c]))
        .collect()
}
