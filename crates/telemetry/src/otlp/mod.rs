//! OTLP: protocol buffers over HTTP, to a collector.
//!
//! ```text
//!   numbers --(every interval)--> metrics --+
//!                                           +--> lane (backoff) --> link --(wire)--> collector
//!   record --> spans --> buffer (bounded) --+
//! ```
//!
//! A collector that is away costs no result and no memory beyond the buffer: it is told once in the log, and counted.

mod buffer;
mod endpoint;
mod exporter;
mod headers;
mod lane;
mod link;
mod metrics;
mod resource;
mod spans;
mod template;

pub use endpoint::{EndpointError, OtlpEndpoint};
pub use exporter::{Exporter, ExporterNumbers, OtlpSettings, Source};
pub use headers::{CredentialsError, Headers};
