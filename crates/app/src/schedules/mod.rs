//! Schedules: when tests run by themselves.
//!
//! ```text
//!   people --> manage, rests --> store <--(what is due)-- turn <-- keeper (waits for the clock)
//!                                  |                        |
//!                                  +--(one unit of work: runs, missed ticks, the next tick)--> queue --> dispatch
//! ```
//!
//! The heap of what comes next is the index of the store, so nothing is lost with a process, and what is changed counts
//! from the next look on. A tick has one run, or one record that says why there is none.

mod keeper;
mod manage;
mod plan;
mod rests;
mod rule;
mod turn;

pub use keeper::Scheduler;
pub use manage::{NewRule, PausedBy, ScheduleChange, ScheduleView};
pub use rests::Rests;
