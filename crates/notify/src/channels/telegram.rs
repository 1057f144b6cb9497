//! Telegram, by a bot: <https://core.telegram.org/bots/api#sendmessage>.

use serde::Deserialize;
use serde_json::{Value, json};
use tacit_alert::Kind;
use tacit_wire::{Piece, compose};

use super::{base, html};
use crate::{
    channel::Vendor,
    credential::{Credential, label},
    delivery::{DeliveryError, Idempotency},
    notice::Notice,
    post::Post,
    story::Story,
    words::shortened,
};

/// Which bot writes to which chat.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelegramSettings {
    /// The bot's token.
    pub token: Credential,
    /// The chat's id, or `@name` of a public channel.
    pub chat: String,
    /// A thread of the chat.
    #[serde(default)]
    pub thread: Option<i64>,
    /// A Bot API server of one's own, instead of `https://api.telegram.org`.
    #[serde(default)]
    pub endpoint: Option<String>,
}

impl Vendor for TelegramSettings {
    const KIND: Kind = Kind::Telegram;

    fn message(&self, notice: &Notice) -> Value {
        let story = Story::of(notice);
        // 4,096 characters at most, counted without the tags; cut before quoting, so that no tag is cut.
        let mut text = format!("<b>{}</b>\n\n", html(&story.headline(300)));
        for (name, value) in &story.facts {
            text.push_str(&format!("{name}: {}\n", html(&shortened(value, 150))));
        }
        if !story.steps.is_empty() {
            text.push('\n');
        }
        for step in &story.steps {
            text.push_str(&format!("{}\n", html(&shortened(step, 300))));
        }
        let link = |url: &str, word: &str| format!("<a href=\"{}\">{word}</a>", html(url));
        text.push_str(&format!(
            "\n{} · {}",
            link(&story.result_url, "View result"),
            link(&story.editor_url, "Edit test")
        ));
        let mut message = json!({
            "chat_id": self.chat,
            "text": text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": true},
        });
        if let Some(thread) = self.thread {
            message["message_thread_id"] = json!(thread);
        }
        message
    }

    fn post(&self, _: &Notice, message: &str, _: &Idempotency) -> Result<Post, DeliveryError> {
        let start = format!("{}/bot", base(self.endpoint.as_deref(), "https://api.telegram.org"));
        let token = Piece::Secret(self.token.secret());
        let url = compose(&[Piece::Text(&start), token, Piece::Text("/sendMessage")], label());
        Ok(Post::json(url, message))
    }
}
