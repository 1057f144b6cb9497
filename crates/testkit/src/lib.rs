//! Real parts for tests: targets, databases, browsers.

pub mod postgres;
pub mod target;
