//! The REST API as its clients see it: one module a subject.

#[path = "../common/mod.rs"]
mod common;

mod session;
mod setup;
