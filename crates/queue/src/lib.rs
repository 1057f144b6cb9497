//! The work queue: ids in, ids out.
//!
//! ```text
//!   app (commits a run, then) --push(ticket)--> queue --pop(place)--> whoever claims the run in the store
//!
//!   place --> priority --> team, in turn --> its runs, first come, first served
//! ```
//!
//! It holds ids and nothing else, so a message can never carry a definition, a result or a secret; for the same reason it
//! does not even know the crates that could give them a meaning. It promises nothing: the store says whether a run may
//! be claimed, so an id that comes twice, or for a run that was cancelled, does no harm, and what was lost with the
//! process is pushed again from the store's unfinished runs.
//!
//! Fairness is its only idea of its own: teams take turns ([`LocalQueue`]), and nobody fills it for the others
//! ([`Room`]).
//!
//! To add a queue for many machines: a second type with the same verbs, chosen in the composition root.

mod line;
mod local;
mod room;
mod ticket;

pub use local::LocalQueue;
pub use room::Room;
pub use ticket::{Priority, QueuePlace, Ticket};
