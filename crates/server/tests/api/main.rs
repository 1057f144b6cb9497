//! The REST API as its clients see it: one module a subject.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "each suite uses what it needs of it")]
mod common;
#[path = "../common/incident.rs"]
mod incident;
#[path = "../common/search.rs"]
mod search;

mod agents;
mod audit;
mod bodies;
mod matrix;
mod metrics;
mod people;
mod rotation;
mod secrets;
mod secrets_hidden;
mod session;
mod setup;
mod tampering;
mod tokens;
mod written;
