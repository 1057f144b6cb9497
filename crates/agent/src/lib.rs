//! Takes jobs, runs them with the engine, hands back records.
//!
//! ```text
//!   Assignment --> secrets (needles built once per set) --> engine --> Run
//! ```
//!
//! This crate owns how a place executes: one engine with its connection settings and script processes, how many runs go
//! on at once, and what happens to them when the place shuts down. The same code runs inside `tacit serve` and far
//! away ([`remote`]). It knows no store and no HTTP server: whoever owns an [`Agent`] brings the jobs.

mod agent;
mod assignment;
pub mod remote;
mod secrets;

pub use agent::{Agent, AgentSettings, SettingsError};
pub use assignment::Assignment;
pub use tacit_courier::JobSecret;
pub use tacit_engine::{Limits, News};
