//! Tests, environments and runs as clients of the REST API see them, with the real engine and a real target.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "each suite uses what it needs of it")]
mod common;

mod afar;
mod agents;
mod alerts;
mod definitions;
mod dispatch;
mod echoes;
mod environments;
mod keeping;
mod live;
mod maintenance;
mod metrics;
mod numbers;
mod reminders;
mod results;
mod samples;
mod schedules;
mod secrets;
mod shares;
mod subtests;
mod target;
mod traces;
mod trials;
mod triggers;
mod troubles;
mod wall;
mod world;
