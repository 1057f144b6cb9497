//! Real parts for tests: targets, databases, browsers.

pub mod target;
