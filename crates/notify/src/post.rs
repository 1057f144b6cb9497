//! One request to a receiver.

use std::time::Duration;

use bytes::Bytes;
use tacit_taint::Labeled;
use tacit_wire::{Options, Piece, Request, Wire, WireError, compose, compose_body};

use crate::{
    credential::{Credential, label},
    delivery::{Delivered, DeliveryError},
};

/// Until the receiver has answered.
const PATIENCE: Duration = Duration::from_secs(30);
/// Until the connection stands.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// What a receiver answers is not read; more bytes than these end the reading.
const ANSWER: usize = 64 * 1024;

/// A `POST`, complete. What holds a credential was put together by the wire.
pub(crate) struct Post {
    pub(crate) url: Labeled<String>,
    pub(crate) headers: Vec<(String, Labeled<String>)>,
    pub(crate) body: Labeled<Bytes>,
}

impl Post {
    /// JSON without credentials.
    pub(crate) fn json(url: Labeled<String>, message: &str) -> Self {
        Self { url, headers: Vec::new(), body: Labeled::public(Bytes::from(message.to_owned())) }
    }

    /// A header more.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: Labeled<String>) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }
}

/// A credential that is the whole address.
pub(crate) fn address(credential: &Credential) -> Labeled<String> {
    compose(&[Piece::Secret(credential.secret())], label())
}

/// A credential after a word.
pub(crate) fn after(word: &str, credential: &Credential) -> Labeled<String> {
    compose(&[Piece::Text(word), Piece::Secret(credential.secret())], label())
}

/// The same object with a credential as its first field. `message` is an object with fields, as text.
pub(crate) fn with_first_field(name: &str, credential: &Credential, message: &str) -> Labeled<Bytes> {
    let rest = message.strip_prefix('{').unwrap_or(message);
    let start = format!("{{\"{name}\":");
    let pieces = [Piece::Text(&start), Piece::Json(credential.secret()), Piece::Text(","), Piece::Text(rest)];
    compose_body(&pieces, label())
}

/// Sends it. Success is any status from 200 to 299; the answer is dropped unread.
pub(crate) async fn send(wire: &Wire, post: Post) -> Result<Delivered, DeliveryError> {
    let public = |text: &str| Labeled::public(text.to_owned());
    let mut request = Request::new(public("POST"), post.url);
    request.headers = vec![
        (public("Content-Type"), public("application/json")),
        (public("User-Agent"), public(concat!("tacit/", env!("CARGO_PKG_VERSION")))),
    ];
    request.headers.extend(post.headers.into_iter().map(|(name, value)| (Labeled::public(name), value)));
    request.body = post.body;
    request.options = Options {
        connect_timeout: TO_CONNECT,
        total_timeout: PATIENCE,
        max_body: ANSWER,
        follow_redirects: false,
        ..Options::default()
    };
    let facts = wire.fetch(request, None).await.facts;
    // Once there is a status, what became of the rest of the answer does not matter.
    let answer = facts.hops.last().and_then(|hop| hop.status.map(|status| (status, hop.retry_after)));
    match (answer, facts.error) {
        (Some((status @ 200..=299, _)), _) => Ok(Delivered { status: Some(status), refused: 0 }),
        (Some((status, retry_after)), _) => Err(DeliveryError::of_status(status, retry_after)),
        (None, Some(error)) => Err(DeliveryError::Wire(error)),
        (None, None) => Err(DeliveryError::Wire(WireError::Malformed)),
    }
}
