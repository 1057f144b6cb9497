//! One request and its answer.

use serde::{Deserialize, Serialize};

use crate::Shown;

/// One exchange; a request that was redirected has several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HopRecord<T> {
    /// As sent.
    pub request: Shown<RequestRecord<T>>,
    /// HTTP status code.
    pub status: Shown<u16>,
    /// As received.
    pub response: Shown<ResponseRecord<T>>,
    /// Milliseconds per phase.
    pub timings: Shown<Timings>,
    /// Bytes.
    pub sizes: Shown<Sizes>,
    /// Whom it was sent to.
    pub connection: Shown<ConnectionRecord<T>>,
}

/// A request as sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestRecord<T> {
    /// Method.
    pub method: T,
    /// Absolute URL.
    pub url: T,
    /// In the order sent.
    pub headers: Vec<(T, T)>,
    /// Body.
    pub body: BodyRecord<T>,
}

/// A response as received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseRecord<T> {
    /// Reason phrase; empty over HTTP/2.
    pub reason: T,
    /// In the order received.
    pub headers: Vec<(T, T)>,
    /// Decoded body.
    pub body: BodyRecord<T>,
}

/// A body, as far as it was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyRecord<T> {
    /// No body.
    Empty,
    /// Text, cut at the end when it was too long to keep.
    Text {
        /// The text.
        text: T,
        /// Whether the end is missing.
        truncated: bool,
    },
    /// Not text; bodies of this kind are not kept.
    Binary {
        /// Bytes.
        size: u64,
    },
    /// It held a secret in a form that cannot be cut out, so all of it was dropped.
    Dropped,
}

/// Milliseconds per phase. A phase that did not happen is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// Name to addresses.
    pub dns: Option<f64>,
    /// TCP connection.
    pub connect: Option<f64>,
    /// TLS handshake.
    pub tls: Option<f64>,
    /// Request written.
    pub send: Option<f64>,
    /// Until the first byte of the response.
    pub wait: Option<f64>,
    /// Until the last byte of the response.
    pub download: Option<f64>,
    /// From start to end.
    pub total: f64,
}

/// Bytes as sent and received, headers included where known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Request body.
    pub request_body: u64,
    /// Response body, decoded.
    pub response_body: u64,
    /// Response body on the wire.
    pub response_wire: u64,
}

/// Whom a request was sent to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectionRecord<T> {
    /// Address and port.
    pub remote: T,
    /// `HTTP/1.1`, `HTTP/2.0`.
    pub protocol: Option<T>,
    /// Absent without TLS.
    pub tls: Option<TlsRecord<T>>,
}

/// The TLS connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TlsRecord<T> {
    /// `TLS 1.3`, ...
    pub version: T,
    /// Cipher suite.
    pub cipher: T,
    /// Leaf first.
    pub certificates: Vec<CertificateRecord<T>>,
}

/// One certificate of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateRecord<T> {
    /// Distinguished name.
    pub subject: T,
    /// Distinguished name.
    pub issuer: T,
    /// Names it is valid for.
    pub names: Vec<T>,
    /// Unix seconds.
    pub not_before: i64,
    /// Unix seconds.
    pub not_after: i64,
}
