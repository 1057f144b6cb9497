//! When to tell, and what an incident is: rules without a world.
//!
//! ```text
//!   an ended run --> Verdict --+--(Rule, State: one for each channel and place)--> State', Tell? --> an outbox
//!                              |
//!                              +--(State: one for each place)--> Condition --> Incident', timeline entries
//! ```
//!
//! This crate owns the decisions of alerting: which runs are told by which rule, when a test counts as flaky, when an
//! incident opens, what makes it worse, and when it is over. A state carries its own data, and every transition consumes
//! it and gives the next, so that whoever keeps states can save them in the unit of work that accepts the result.
//!
//! It must not know stores, clocks, channels' settings or the network, and it prints nothing: time comes in as a number
//! (Unix microseconds), what is to be done comes out as data.
//!
//! *One more reason to tell*: a variant of [`Change`], and a row in the table of `state`. *One more thing that happens to
//! an incident*: a variant of [`Event`], and a row in the table of `incident`.

mod change;
mod incident;
mod kind;
mod rule;
mod state;
mod verdict;

pub use change::{Change, Tell};
pub use incident::{Acknowledged, Condition, Entry, Event, Incident, Resolved, Turn, WATCH};
pub use kind::Kind;
pub use rule::{Causes, Flaky, Rule, When};
pub use state::State;
pub use verdict::{Cause, Verdict};
