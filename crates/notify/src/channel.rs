//! What every channel can do.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;
use tacit_alert::Kind;
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
