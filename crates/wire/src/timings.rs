//! How long each phase took.

use std::time::Duration;

/// Phases of one hop, one after the other. `None`: there was no such phase, or it did not end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Looking up the name; `None` for an address.
    pub dns: Option<Duration>,
    /// Until the TCP connection stood.
    pub connect: Option<Duration>,
    /// TLS handshake; `None` over `http`.
    pub tls: Option<Duration>,
    /// Writing the request.
    pub send: Option<Duration>,
    /// From the last byte sent to the first byte of the answer.
    pub first_byte: Option<Duration>,
    /// From the first byte of the answer to the last.
    pub download: Option<Duration>,
    /// The whole hop, also when it failed.
    pub total: Option<Duration>,
}
