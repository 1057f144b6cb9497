//! An agent elsewhere: it asks a server for runs, executes them here, and hands records back.
//!
//! ```text
//!   poll ------(one-time keys)----> server      server --(sealed jobs)--> execute --> Agent
//!   heartbeat -(what is under way)-> server     server --(what to stop)--> Runs
//!   execute --> news (small batches), deliver (until accepted or stale) --> server
//!   stop --> no more polls; runs under way get their time; the rest goes back
//! ```
//!
//! Everything goes out through a wire of its own that speaks to the one configured server; nobody connects to an agent.
//! Nothing is written to disk here: what an agent keeps between two starts is its [`Membership`], which its owner stores.
//! Jobs and records are in memory alone, and a record that could not be handed over is kept as long as it could count.

mod address;
mod backoff;
mod control;
mod deliver;
mod enroll;
mod execute;
mod heartbeat;
mod membership;
mod news;
mod poll;
mod runs;
mod sets;
mod trouble;
mod work;

pub use address::{AddressError, ServerAddress};
pub use control::{Surroundings, Way};
pub use enroll::{Enrolment, enroll};
pub use membership::{Membership, MembershipError};
pub use trouble::CallError;
pub use work::{RemoteAgent, WorkSettings};
