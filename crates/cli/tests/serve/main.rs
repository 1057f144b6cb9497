//! The server and its installation, as an operator meets them.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing ends the test")]

mod agents;
mod audit;
mod backups;
#[path = "../common/mod.rs"]
mod common;
mod crash;
mod demo;
mod keys;
mod lifecycle;
mod mail;
mod numbers;
mod people;
mod power;
mod rekey;
mod server;
