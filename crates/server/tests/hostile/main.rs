//! What people try who mean harm: one module a way.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

#[expect(dead_code, reason = "shared with the other tests, not all of it is used here")]
#[path = "../common/mod.rs"]
mod common;

mod addresses;
mod bodies;
mod log;
mod operations;
mod strangers;
