//! The server and its installation, as an operator meets them.

#[path = "../common/mod.rs"]
mod common;
mod demo;
mod lifecycle;
mod people;
mod server;
