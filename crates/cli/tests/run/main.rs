//! `tacit run` as a person at a shell meets it: the real program, real requests, real script processes.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

#[path = "../common/mod.rs"]
mod common;
mod environments;
mod look;
mod mistakes;
mod outcomes;
mod reports;
mod samples;
mod secrets;
