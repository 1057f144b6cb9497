//! `tacit run` as a person at a shell meets it: the real program, real requests, real script processes.

#[path = "../common/mod.rs"]
mod common;
mod environments;
mod look;
mod mistakes;
mod outcomes;
mod reports;
mod samples;
mod secrets;
