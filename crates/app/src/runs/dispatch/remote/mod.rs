//! Runs in the hands of remote agents.
//!
//! ```text
//!   agent --poll (one-time keys)--> hand_out --(claim, seal)--> jobs
//!         --heartbeat-------------> leases: longer, or what is to stop
//!         --progress, result------> hand_in --(looked through, guarded)--> live news, keep
//!         --release---------------> leases: back to the queue
//!                                   watch: leases that are over, agents that are away
//! ```
//!
//! A run is an agent's as long as the store says so: claimed with an epoch, its lease extended by heartbeats. What this
//! process remembers of it besides ([`Afar`]) only saves work, and is made anew after a restart.

mod afar;
mod hand_in;
mod hand_out;
mod leases;
mod needles;
mod watch;

pub(crate) use afar::Afar;
pub(crate) use needles::NeedleShelf;
pub(super) use watch::watch;
