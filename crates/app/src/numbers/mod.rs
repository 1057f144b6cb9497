//! Numbers that tell how the installation does: kept in memory as things happen, read without a look at the store.
//!
//! ```text
//!   dispatch, schedules, cancel --(note)--> counted --+
//!   accepted records -----------(note)--> tests ------+--(App::numbers)--> whoever shows them
//!   queue, runs under way ------------------(read)----+
//! ```
//!
//! What is hidden in a result is no number here either: everything about a run comes out of its record.
//!
//! To add a number: a line in [`Counted`], and the place where it is counted.

mod counted;
mod fill;
mod note;
mod reading;
mod tests;
mod watched;

pub(crate) use counted::Counted;
pub(crate) use tests::{Gone, TestNumbers};
pub(crate) use watched::Watched;
