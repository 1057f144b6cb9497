//! The REST API as its clients see it: one module a subject.

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod bodies;
mod matrix;
mod people;
mod secrets;
mod secrets_hidden;
mod session;
mod setup;
mod tampering;
mod tokens;
