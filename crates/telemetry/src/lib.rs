//! Numbers and spans on their way out.
//!
//! ```text
//!   families of numbers --+--> exposition --> text, for whoever scrapes
//!   the process's own ----+
//!                         +--> otlp: metrics --+
//!   accepted record -----------> otlp: spans --+--> exporter --(wire, guarded)--> collector
//! ```
//!
//! This crate owns the formats: the two texts of Prometheus, and OTLP as protocol buffers over HTTP. It can only speak of
//! numbers and of finished records; what a record hides is in neither. A URL is told as it is written in the definition,
//! without its query, and never as it was sent. It must not know stores, use cases or keys.
//!
//! To add a number: nothing is done here. To add an attribute to spans: `otlp/spans.rs`, of what the record shows.

mod exposition;
mod otlp;
mod process;
mod told;

pub use exposition::Form;
pub use otlp::{
    CredentialsError, EndpointError, Exporter, ExporterNumbers, Headers, OtlpEndpoint, OtlpSettings, Source,
};
pub use process::{BUILD, ProcessNumbers};
pub use told::Told;
