//! What people try who mean harm: one module a way.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

#[expect(dead_code, reason = "shared with the other tests, not all of it is used here")]
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/incident.rs"]
mod incident;
#[path = "../common/search.rs"]
mod search;
#[expect(dead_code, reason = "shared with the tests of runs, not all of it is used here")]
#[path = "../runs/target.rs"]
mod target;
#[expect(dead_code, reason = "shared with the tests of runs, not all of it is used here")]
#[path = "../runs/world.rs"]
mod world;

mod addresses;
mod audit;
mod bodies;
mod connections;
mod full;
mod log;
mod operations;
mod postgres;
mod standing;
mod strangers;
mod triggers;
mod unwritten;
mod vault;
