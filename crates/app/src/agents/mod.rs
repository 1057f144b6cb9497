//! Remote agents: added and removed by people, known again when they call.
//!
//! ```text
//!   people --> manage --(enrolment token, shown once)--> the agent --> enrol --(its public key)--> store
//!                                                            |
//!                 presence <--(is there, has room)-- every request it signs
//! ```
//!
//! An agent proves who it is with a key of its own; people never see it. What a request may do then is in
//! `runs::dispatch`, where runs are handed out and taken back.

mod calls;
mod enroll;
mod manage;
pub(crate) mod presence;

pub(crate) use calls::lease_until;
pub use calls::{AgentCaller, AgentKnock, AgentResult};
pub use manage::{AgentState, AgentView, Enrolment, UsedBy};
pub(crate) use presence::{AWAY, Presence};
