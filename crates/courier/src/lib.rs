//! What travels between the server and an agent elsewhere.
//!
//! ```text
//!   agent                                                           server
//!   Identity --(RequestToken: who, what, when, once)----------->    Claims, Seen
//!   LeaseKeys: one-time keys --(Poll)-------------------------->    JobSealer
//!        |                                                             |
//!        +--> Job <--(opened, key forgotten)-- SealedJob <--(Jobs)-----+
//!   Run (scrubbed record) --(Finished)------------------------->    RunRecord<StoredText>
//! ```
//!
//! This crate owns the words both sides speak ([`protocol`]), how an agent proves that a request is its own
//! ([`identity`]), and how a job with opened secrets crosses a network that is trusted with none of it ([`seal`]): as
//! bytes that one process can open, once, until a moment. It is bytes in, bytes out; who sends them, and where keys are
//! kept, is somebody else's business. Time and randomness come from the caller.
//!
//! It must not know stores, HTTP, logs or the engine. Values of secrets are written in one file, into a buffer that is
//! wiped (`content/write`), and read back in one other, which quotes nothing (`content/read`).
//!
//! *One more message*: its file in `protocol`, with its path. *One more thing a job says*: a field of [`Job`], written
//! and read in `content`, with a new format number, so that agents of two versions do not misread each other.

mod content;
pub mod identity;
mod keys;
pub mod protocol;
pub mod seal;

pub use content::{Job, JobLimits, JobSecret};
pub use keys::{AgentKey, JobKey, KeyError, LeaseKey};
pub use seal::SealedJob;
