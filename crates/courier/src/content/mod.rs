//! What a job says, and its bytes.
//!
//! ```text
//!   length, JSON (definition, environments, limits, ...), number of secrets, each: id, name, redact,
//!   allowed hosts, values; zeros
//! ```
//!
//! Values are not in the JSON: a JSON reader copies text with escapes into memory of its own, which it does not wipe.

mod buffer;
mod job;
mod read;
mod write;

pub use job::{Job, JobLimits, JobSecret};
pub(crate) use read::read;
pub(crate) use write::write;

/// A larger job is not made.
pub(crate) const LARGEST: usize = 32 << 20;
