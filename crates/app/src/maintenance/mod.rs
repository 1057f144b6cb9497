//! Maintenance windows: times at which schedules rest, or nobody is told of runs.
//!
//! ```text
//!   people --> manage --> store --(read again after a change)--> Calendar --> schedules: does this tick rest?
//!                                                                         +-> alerts: is this run muted?
//! ```
//!
//! A window is for a bucket, one environment or one test of it, once or repeating. In every window nobody is told of
//! runs; in one that *rests* schedules have no runs either, and nothing counts as missed.

mod calendar;
mod desk;
mod manage;
mod window;

pub(crate) use calendar::{Calendar, OpenWindows};
pub use calendar::{Covered, Spot};
pub(crate) use desk::{Desk, REMEMBERED};
pub use manage::{MaintenanceChange, MaintenanceTimes, MaintenanceView};
