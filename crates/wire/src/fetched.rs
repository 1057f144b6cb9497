//! What happened.

use std::time::Duration;

use bytes::Bytes;
use tacit_taint::Labeled;

use crate::{Certificate, Connection, Timings, WireError};

/// The outcome of a request: facts that hold no text of anybody's, and the raw exchange under the request's label.
///
/// The facts need no opening, yet are not free of the label: under a `computed` label a script may have chosen the
/// place or the timing, and whoever makes the record hides them (ask `raw.label()`).
pub struct Fetched {
    /// What can be told without opening anything.
    pub facts: Facts,
    /// Everything sent and received. Its label is the join of all parts of the request and of the cookies sent.
    pub raw: Labeled<Raw>,
}

/// What can be told without opening anything: numbers, addresses, and words of our own.
#[derive(Clone, Debug)]
pub struct Facts {
    /// One for each entry of [`Raw::hops`], in order.
    pub hops: Vec<HopFacts>,
    /// Why there is no answer. On success the last hop is the answer.
    pub error: Option<WireError>,
    /// From the call to the end of the last body.
    pub total: Duration,
}

impl Facts {
    /// Status code of the answer; `None` when there is none.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        if self.error.is_some() { None } else { self.hops.last().and_then(|hop| hop.status) }
    }
}

/// Facts about one request and its answer.
#[derive(Clone, Debug, Default)]
pub struct HopFacts {
    /// Status code, once the head of the answer came.
    pub status: Option<u16>,
    /// HTTP version of the answer.
    pub version: Option<HttpVersion>,
    /// How long each phase took.
    pub timings: Timings,
    /// The connection, once it stood.
    pub connection: Option<Connection>,
    /// How long the server asks to be left alone: whole seconds of `Retry-After`, where it gave them.
    pub retry_after: Option<Duration>,
}

/// An HTTP version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpVersion {
    /// HTTP/1.0
    Http10,
    /// HTTP/1.1
    Http11,
    /// HTTP/2
    Http2,
}

impl HttpVersion {
    /// As it stands in a status line: `HTTP/1.1`; `HTTP/2` for the version without one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http10 => "HTTP/1.0",
            Self::Http11 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
        }
    }
}

/// The raw exchange.
pub struct Raw {
    /// The request, then one more for each redirect followed. A request that could not be started is not in it.
    pub hops: Vec<Hop>,
    /// What a library said about the error. May hold anything the target or the request held.
    pub detail: Option<String>,
}

/// One request and its answer.
pub struct Hop {
    /// What was sent, or would have been had the connection stood.
    pub sent: Sent,
    /// What came back.
    pub answer: Option<Answer>,
    /// The server's certificates, its own first.
    pub certificates: Vec<Certificate>,
}

/// A request as it was sent.
pub struct Sent {
    /// The method.
    pub method: String,
    /// The URL after normalisation, without fragment.
    pub url: String,
    /// Every header in the order and spelling on the wire.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Length of the body in bytes.
    pub body_len: u64,
    /// Bytes given to the connection: head and body, before encryption. 0 when it never stood.
    pub size_bytes: u64,
}

/// An answer as it was received.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Reason phrase of HTTP/1; empty where none was sent.
    pub reason: String,
    /// HTTP version.
    pub version: HttpVersion,
    /// Headers in the order they came; names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, decompressed. Empty when [`truncated`](Self::truncated): a part of a body is never handed out, as a
    /// value cut in two is one nobody can find and mask.
    pub body: Bytes,
    /// Bytes of the body as they came, before decompression.
    pub wire_size: u64,
    /// Whether the body did not come whole.
    pub truncated: bool,
}

impl Answer {
    /// All values of a header; `name` in any case.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_slice())
    }
}
