//! The program as an agent, with the real server.

mod between;
mod far;
mod near;
mod network;
mod search;
mod troubles;
mod work;
pub(crate) mod world;
