//! The program as an agent, with the real server.

mod troubles;
mod work;
pub(crate) mod world;
