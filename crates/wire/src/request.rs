//! What is to be sent.

use std::time::Duration;

use bytes::Bytes;
use tacit_taint::Labeled;
use tokio_util::sync::CancellationToken;

use crate::Identity;

/// One request, complete: nothing is added on the way but `Host`, `Content-Length`, `Accept-Encoding` and the jar's
/// cookies. Every part carries its label, and all that comes back carries the join of them.
pub struct Request {
    /// The method, as it goes out. Case matters.
    pub method: Labeled<String>,
    /// An absolute `http` or `https` URL without user information.
    pub url: Labeled<String>,
    /// Names and values in the order they are to be sent. `Content-Length`, `Transfer-Encoding`, `Connection`,
    /// `Keep-Alive`, `Proxy-Connection`, `TE` and `Upgrade` belong to the connection and are left out.
    pub headers: Vec<(Labeled<String>, Labeled<String>)>,
    /// The body; empty for none.
    pub body: Labeled<Bytes>,
    /// The client certificate to show when the server asks for one.
    pub identity: Option<Labeled<Identity>>,
    /// Whether the server's certificate must be valid.
    pub verify_tls: bool,
    /// Limits and switches.
    pub options: Options,
}

impl Request {
    /// A request without headers, body or client certificate, with verified TLS and the default options.
    #[must_use]
    pub fn new(method: Labeled<String>, url: Labeled<String>) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: Labeled::public(Bytes::new()),
            identity: None,
            verify_tls: true,
            options: Options::default(),
        }
    }
}

/// Limits and switches of one request.
#[derive(Clone)]
pub struct Options {
    /// For name lookup, TCP and TLS of one hop together.
    pub connect_timeout: Duration,
    /// For everything, redirects and bodies included.
    pub total_timeout: Duration,
    /// Longest answer body in bytes, after decompression (and before it).
    pub max_body: usize,
    /// Whether an answer that names another place is followed. Otherwise it is the answer.
    pub follow_redirects: bool,
    /// How many redirects are followed; one more is an error.
    pub max_redirects: u8,
    /// Which HTTP is spoken.
    pub http_version: HttpChoice,
    /// Ends the request when cancelled. Dropping the future does the same, without a result.
    pub cancel: CancellationToken,
}

impl Default for Options {
    /// 90 s to connect and 270 s in all, as Runscope's agent had them; 10 MiB, 10 redirects.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(90),
            total_timeout: Duration::from_secs(270),
            max_body: 10 * 1024 * 1024,
            follow_redirects: true,
            max_redirects: 10,
            http_version: HttpChoice::Auto,
            cancel: CancellationToken::new(),
        }
    }
}

/// Which HTTP is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpChoice {
    /// Over TLS what the server prefers, in clear HTTP/1.1.
    #[default]
    Auto,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2; in clear without an upgrade ("prior knowledge", RFC 9113 section 3.3).
    Http2,
}
