//! Real parts for tests: targets, databases, browsers.

pub mod front;
pub mod postgres;
pub mod prometheus;
pub mod scim;
pub mod smtp;
pub mod target;
