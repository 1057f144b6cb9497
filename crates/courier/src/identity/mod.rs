//! How an agent proves that a request is its own, made now, and made once.
//!
//! The agent signs each request with a key that never leaves it: a compact JWS (RFC 7515, EdDSA by RFC 8037) that names
//! the agent, the installation, the method, the path, the hash of the body, a lifetime of a minute and an id, much as
//! DPoP does (RFC 9449). Who captured a request can neither change it nor send it again: the server verifies the
//! [`RequestToken`] with the agent's [`AgentKey`](crate::AgentKey) and remembers its id in [`Seen`].

mod key;
mod seen;
mod token;

pub use key::Identity;
pub use seen::Seen;
pub use token::{Asked, Proven, RequestToken, SCHEME, TokenError};
