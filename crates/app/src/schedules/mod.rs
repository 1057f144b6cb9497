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

mod cron;
mod keeper;
mod manage;
mod plan;
mod rests;
mod rule;
pub(crate) mod span;
mod turn;

pub(crate) use cron::CronTimes;
pub use keeper::Scheduler;
pub(crate) use manage::checked_note;
pub use manage::{NewRule, PausedBy, ScheduleChange, ScheduleView};
pub use rests::Rests;
