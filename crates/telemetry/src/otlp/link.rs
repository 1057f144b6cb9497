//! One request to the collector.

use std::time::Duration;

use bytes::Bytes;
use tacit_taint::Labeled;
use tacit_wire::{Options, Request, Wire, WireError};

use super::{OtlpEndpoint, headers::Headers};

/// Until the collector has answered.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a collector answers is not read; more bytes than these end the reading.
const ANSWER: usize = 64 * 1024;

/// The way to the collector.
pub(super) struct Link {
    pub(super) wire: Wire,
    pub(super) endpoint: OtlpEndpoint,
    pub(super) headers: Headers,
}

/// Why the collector did not take it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("it answers with status {status}")]
    Status { status: u16, retry_after: Option<Duration> },
    /// Of the ranges of targets it says nothing: those are for tests.
    #[error(
        "its address is private, local or reserved; --otlp-allow-egress opens its range, such as 127.0.0.0/8"
    )]
    Address,
    #[error("{0}")]
    Wire(WireError),
}

impl Refusal {
    /// Whether the same may be taken later (OTLP's own list, and whatever has no answer).
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::Wire(_) | Self::Address => true,
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            Self::Wire(_) | Self::Address => None,
        }
    }
}

impl Link {
    /// Sends a message of `signal`.
    pub(super) async fn send(&self, signal: &str, message: Vec<u8>) -> Result<(), Refusal> {
        let public = |text: &str| Labeled::public(text.to_owned());
        let mut request = Request::new(public("POST"), Labeled::public(self.endpoint.of(signal)));
        request.headers = vec![
            (public("Content-Type"), public("application/x-protobuf")),
            (public("User-Agent"), public(concat!("tacit/", env!("CARGO_PKG_VERSION")))),
        ];
        request.headers.extend(self.headers.labelled());
        request.body = Labeled::public(Bytes::from(message));
        request.options = Options {
            connect_timeout: PATIENCE,
            total_timeout: PATIENCE,
            max_body: ANSWER,
            follow_redirects: false,
            ..Options::default()
        };
        let facts = self.wire.fetch(request, None).await.facts;
        // Once there is a status, what became of the rest of the answer does not matter.
        let answer = facts.hops.last().and_then(|hop| hop.status.map(|status| (status, hop.retry_after)));
        match (answer, facts.error) {
            (Some((200..=299, _)), _) => Ok(()),
            (Some((status, retry_after)), _) => Err(Refusal::Status { status, retry_after }),
            (None, Some(WireError::AddressRefused)) => Err(Refusal::Address),
            (None, error) => Err(Refusal::Wire(error.unwrap_or(WireError::Malformed))),
        }
    }
}
