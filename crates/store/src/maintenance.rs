//! Maintenance windows: when schedules rest, or nobody is told of their runs.

use tacit_spec::{BucketKey, EnvironmentId, MaintenanceId, TestId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select, text_enum},
    found,
};

text_enum! {
    /// What a window does.
    pub enum MaintenanceMode {
        /// Schedules have no runs.
        Rest = "rest",
        /// Runs go on, and nobody is told of them.
        Mute = "mute",
    }
}

row! {
    /// A window: once with `from_at` and `until_at`, or repeating with `cron`, `zone` and `duration`.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Maintenance {
        /// The window.
        pub id: MaintenanceId,
        /// The bucket it is in.
        pub bucket: BucketKey,
        /// Only this environment.
        pub environment: Option<EnvironmentId>,
        /// Only this test.
        pub test: Option<TestId>,
        /// What people call it.
        pub name: String,
        /// A remark for people.
        pub note: Option<String>,
        /// What it does.
        pub mode: MaintenanceMode,
        /// When it begins.
        pub from_at: Option<Micros>,
        /// When it is over.
        pub until_at: Option<Micros>,
        /// When it begins again and again.
        pub cron: Option<String>,
        /// The time zone of the cron expression.
        pub zone: Option<String>,
        /// For how long, in microseconds.
        pub duration: Option<Micros>,
        /// What had begun before was ended then.
        pub ended_at: Option<Micros>,
        /// When it was made.
        pub created_at: Micros,
        /// When it was changed.
        pub updated_at: Micros,
    }
}

/// Adds a window. The caller has checked that what it names is in the bucket.
pub async fn insert(tx: &mut Tx, window: &Maintenance) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO maintenance (id, bucket, environment, test, name, note, mode, from_at, until_at, cron, zone,
                                  duration, ended_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        window.id.0,
        window.bucket.0.as_str(),
        window.environment.map(|environment| environment.0),
        window.test.map(|test| test.0),
        window.name.as_str(),
        window.note.as_deref(),
        window.mode.as_str(),
        window.from_at,
        window.until_at,
        window.cron.as_deref(),
        window.zone.as_deref(),
        window.duration,
        window.ended_at,
        window.created_at,
        window.updated_at
    )?;
    Ok(())
}

/// One window of a bucket.
pub async fn find(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    window: MaintenanceId,
) -> Result<Option<Maintenance>> {
    select!(
        on,
        fetch_optional,
        Maintenance,
        "FROM maintenance WHERE id = $1 AND bucket = $2",
        window.0,
        bucket.0.as_str()
    )
}

/// The windows of a bucket, oldest first.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<Vec<Maintenance>> {
    select!(
        on,
        fetch_all,
        Maintenance,
        "FROM maintenance WHERE bucket = $1 ORDER BY created_at, id",
        bucket.0.as_str()
    )
}

/// The windows of every bucket that are not over at `now`.
pub async fn all(on: impl Into<Access<'_>>, now: Micros) -> Result<Vec<Maintenance>> {
    select!(on, fetch_all, Maintenance, "FROM maintenance WHERE until_at IS NULL OR until_at > $1", now)
}

/// Saves what can be changed of a window.
pub async fn update(tx: &mut Tx, window: &Maintenance) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE maintenance SET environment = $2, test = $3, name = $4, note = $5, mode = $6, from_at = $7,
            until_at = $8, cron = $9, zone = $10, duration = $11, ended_at = $12, updated_at = $13 WHERE id = $1",
        window.id.0,
        window.environment.map(|environment| environment.0),
        window.test.map(|test| test.0),
        window.name.as_str(),
        window.note.as_deref(),
        window.mode.as_str(),
        window.from_at,
        window.until_at,
        window.cron.as_deref(),
        window.zone.as_deref(),
        window.duration,
        window.ended_at,
        window.updated_at
    )?)
}

/// Removes a window.
pub async fn delete(tx: &mut Tx, window: MaintenanceId) -> Result<()> {
    found(execute!(tx, "DELETE FROM maintenance WHERE id = $1", window.0)?)
}

/// Forgets windows that were over before this time and do not come again, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM maintenance WHERE id IN (SELECT id FROM maintenance WHERE until_at < $1 LIMIT $2)",
        before,
        limit
    )
}
