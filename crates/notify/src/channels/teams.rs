//! Microsoft Teams, by a workflow that posts what its webhook receives: an adaptive card, <https://adaptivecards.io>.

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
    story::{Mood, Story},
};

/// Where messages go to Teams.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeamsSettings {
    /// The workflow's address; whoever has it can write to the channel.
    pub url: Credential,
}

impl Vendor for TeamsSettings {
    const KIND: Kind = Kind::Teams;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        let colour = match story.mood {
            Mood::Good => "Good",
            Mood::Bad => "Attention",
            Mood::Wavering => "Warning",
            Mood::Calm => "Accent",
        };
        let fact = |(name, value): &(&str, String)| json!({"title": name, "value": markdown(value)});
        let mut body = vec![
            json!({
                "type": "TextBlock", "text": markdown(&story.headline), "size": "Large", "weight": "Bolder",
                "color": colour, "wrap": true,
            }),
            json!({"type": "FactSet", "facts": story.facts.iter().map(fact).collect::<Vec<_>>()}),
        ];
        let line = |step: &String| json!({"type": "TextBlock", "text": markdown(step), "wrap": true, "spacing": "Small"});
        body.extend(story.steps.iter().map(line));
        json!({
            "type": "message",
            "attachments": [{
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": null,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "fallbackText": story.headline,
                    "msteams": {"width": "Full"},
                    "body": body,
                    "actions": [
                        {"type": "Action.OpenUrl", "title": "View result", "url": story.result_url},
                        {"type": "Action.OpenUrl", "title": "Edit test", "url": story.editor_url},
                    ],
                },
            }],
        })
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        Ok(Post::json(address(&self.url), message))
    }
}
