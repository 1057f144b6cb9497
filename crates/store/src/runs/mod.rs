//! Runs: asked for, worked on, finished; the summaries of lists and the whole records.
//!
//! ```text
//!   create --> queued --claim--> working --finish--> finished
//!                 ^                 |  \
//!                 +----requeue------+   +--cancel / give_up--> canceled / finished without a result
//! ```
//!
//! A tick of a schedule that had no run is `missed` from the beginning. Each claim counts the run's epoch up. A result is accepted once, and only with the current epoch.

mod claim;
mod create;
mod ended;
mod finish;
mod metrics;
mod outcomes;
mod read;
mod row;
mod ticks;

pub use claim::{
    Claim, ClaimedUntil, Unfinished, agents_waited_for, cancel, claim, claim_all, extend_lease,
    extend_leases, give_up, lost_afar, requeue, unfinished, unfinished_of_agent,
};
pub use create::{NewRun, create};
pub use ended::{Ended, ended};
pub(crate) use finish::chunks;
pub use finish::{Acceptance, FinishedRun, accept_all, finish, finish_all};
pub use metrics::{MetricFilter, Point, Slice, Summary, passed_of, points, series, summary};
pub use outcomes::{Outcome, ended_of_tests, outcomes_of_bucket};
pub use read::{RunFilter, find, find_in, latest, of_bucket, of_group, of_test, of_trial, record};
pub(crate) use row::place;
pub use row::{Counts, Run, RunSource, RunStatus};
pub use ticks::{Missed, NewTick, create_ticks};
