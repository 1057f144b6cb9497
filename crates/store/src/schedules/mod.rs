//! Schedules: when which test runs where, and what is paused.
//!
//! ```text
//!   due --> (whoever decides) --> advance, runs::create_ticks --> the next tick
//! ```
//!
//! `next_at` is the first tick about which nothing was decided. Whoever moves it on, in the unit of work that also
//! creates the run, is the only one who does: [`advance`] compares it first.

mod due;
mod pauses;

use tacit_spec::{BucketKey, EnvironmentId, ScheduleId, TestId};

pub use due::{Due, Move, advance, busy, due, first_due};
pub use pauses::{Pause, pause, pauses_of_bucket, resume};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
    found,
};

row! {
    /// When a test runs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Schedule {
        /// The schedule.
        pub id: ScheduleId,
        /// The bucket of the test.
        pub bucket: BucketKey,
        /// The test.
        pub test: TestId,
        /// Where it runs.
        pub environment: EnvironmentId,
        /// An interval such as `5m`, or a cron expression where there is a `zone`.
        pub rule: String,
        /// The time zone of a cron expression.
        pub zone: Option<String>,
        /// A remark for people.
        pub note: Option<String>,
        /// Whether it rests.
        pub paused: bool,
        /// What the ticks of an interval are counted from.
        pub anchor: Micros,
        /// The first tick about which nothing was decided yet.
        pub next_at: Micros,
        /// When it was made.
        pub created_at: Micros,
        /// When it was changed.
        pub updated_at: Micros,
    }
}

/// Adds a schedule. The caller has checked that test and environment belong together.
pub async fn insert(tx: &mut Tx, schedule: &Schedule) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO schedules (id, bucket, test, environment, rule, zone, note, paused, anchor, next_at, created_at,
                                updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        schedule.id.0,
        schedule.bucket.0.as_str(),
        schedule.test.0,
        schedule.environment.0,
        schedule.rule.as_str(),
        schedule.zone.as_deref(),
        schedule.note.as_deref(),
        schedule.paused,
        schedule.anchor,
        schedule.next_at,
        schedule.created_at,
        schedule.updated_at
    )?;
    Ok(())
}

/// One schedule of a test.
pub async fn find(on: impl Into<Access<'_>>, test: TestId, schedule: ScheduleId) -> Result<Option<Schedule>> {
    select!(on, fetch_optional, Schedule, "FROM schedules WHERE id = $1 AND test = $2", schedule.0, test.0)
}

/// The schedules of a test, oldest first.
pub async fn of_test(on: impl Into<Access<'_>>, test: TestId) -> Result<Vec<Schedule>> {
    select!(on, fetch_all, Schedule, "FROM schedules WHERE test = $1 ORDER BY created_at, id", test.0)
}

/// The schedules of a bucket, by test, oldest first.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<Vec<Schedule>> {
    select!(
        on,
        fetch_all,
        Schedule,
        "FROM schedules WHERE bucket = $1 ORDER BY test, created_at, id",
        bucket.0.as_str()
    )
}

/// Every schedule: for a clock that was set back.
pub async fn all(on: impl Into<Access<'_>>) -> Result<Vec<Schedule>> {
    select!(on, fetch_all, Schedule, "FROM schedules ORDER BY id")
}

/// Saves what can be changed of a schedule.
pub async fn update(tx: &mut Tx, schedule: &Schedule) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE schedules SET environment = $2, rule = $3, zone = $4, note = $5, paused = $6, anchor = $7, next_at = $8,
                              updated_at = $9 WHERE id = $1",
        schedule.id.0,
        schedule.environment.0,
        schedule.rule.as_str(),
        schedule.zone.as_deref(),
        schedule.note.as_deref(),
        schedule.paused,
        schedule.anchor,
        schedule.next_at,
        schedule.updated_at
    )?)
}

/// Removes a schedule. Its results stay.
pub async fn delete(tx: &mut Tx, schedule: ScheduleId) -> Result<()> {
    found(execute!(tx, "DELETE FROM schedules WHERE id = $1", schedule.0)?)
}
