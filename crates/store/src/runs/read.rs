//! Finding runs and their records.

use tacit_record::{RunResult, StoredRun};
use tacit_spec::{BucketKey, EnvironmentId, RunId, SecretId, TestId};
use uuid::Uuid;

use super::Run;
use crate::{
    Access, Micros, Result, StoreError,
    backend::{fetch, select},
};

/// Which runs a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunFilter {
    /// Asked for later than this.
    pub since: Option<Micros>,
    /// Asked for earlier than this.
    pub before: Option<Micros>,
    /// In this environment.
    pub environment: Option<EnvironmentId>,
    /// Ended like this.
    pub result: Option<RunResult>,
}

/// One run.
pub async fn find(on: impl Into<Access<'_>>, run: RunId) -> Result<Option<Run>> {
    select!(on, fetch_optional, Run, "FROM runs WHERE id = $1", run.0)
}

/// One run, if it is of this test in this bucket.
pub async fn find_in(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    test: TestId,
    run: RunId,
) -> Result<Option<Run>> {
    select!(
        on,
        fetch_optional,
        Run,
        "FROM runs WHERE id = $1 AND test = $2 AND bucket = $3",
        run.0,
        test.0,
        bucket.0.as_str()
    )
}

/// The newest run of a test, ended or not; trials of secrets do not count.
pub async fn latest(on: impl Into<Access<'_>>, test: TestId) -> Result<Option<Run>> {
    select!(
        on,
        fetch_optional,
        Run,
        "FROM runs WHERE test = $1 AND trial_of IS NULL ORDER BY created_at DESC, id DESC LIMIT 1",
        test.0
    )
}

/// The runs of a test, newest first.
pub async fn of_test(
    on: impl Into<Access<'_>>,
    test: TestId,
    filter: RunFilter,
    limit: u32,
) -> Result<Vec<Run>> {
    select!(
        on,
        fetch_all,
        Run,
        "FROM runs WHERE test = $1 AND created_at > $2 AND created_at < $3 AND ($4 IS NULL OR environment = $4)
         AND ($5 IS NULL OR result = $5) ORDER BY created_at DESC, id DESC LIMIT $6",
        test.0,
        filter.since.unwrap_or(Micros::MIN),
        filter.before.unwrap_or(Micros::MAX),
        filter.environment.map(|environment| environment.0),
        filter.result.map(RunResult::as_str),
        i64::from(limit)
    )
}

/// The runs of all tests of a bucket, newest first.
pub async fn of_bucket(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    filter: RunFilter,
    limit: u32,
) -> Result<Vec<Run>> {
    select!(
        on,
        fetch_all,
        Run,
        "FROM runs WHERE bucket = $1 AND created_at > $2 AND created_at < $3 AND ($4 IS NULL OR environment = $4)
         AND ($5 IS NULL OR result = $5) ORDER BY created_at DESC, id DESC LIMIT $6",
        bucket.0.as_str(),
        filter.since.unwrap_or(Micros::MIN),
        filter.before.unwrap_or(Micros::MAX),
        filter.environment.map(|environment| environment.0),
        filter.result.map(RunResult::as_str),
        i64::from(limit)
    )
}

/// The runs that one trigger started, in their order.
pub async fn of_group(on: impl Into<Access<'_>>, group: Uuid) -> Result<Vec<Run>> {
    select!(on, fetch_all, Run, "FROM runs WHERE trigger_group = $1 ORDER BY created_at, id", group)
}

/// The runs that try the next value of a secret, asked for at `from` or later, in their order.
pub async fn of_trial(on: impl Into<Access<'_>>, secret: SecretId, from: Micros) -> Result<Vec<Run>> {
    select!(
        on,
        fetch_all,
        Run,
        "FROM runs WHERE trial_of = $1 AND created_at >= $2 ORDER BY created_at, id",
        secret.0,
        from
    )
}

/// The whole record of a run; `None` before it ended, without a result, and when only the summary is kept.
pub async fn record(on: impl Into<Access<'_>>, run: RunId) -> Result<Option<StoredRun>> {
    let row = fetch!(on, fetch_optional, (String,), "SELECT record FROM run_records WHERE run = $1", run.0)?;
    row.map(|(record,)| {
        serde_json::from_str(&record).map_err(|error| {
            StoreError::other(format!(
                "a stored record cannot be read at line {} column {}",
                error.line(),
                error.column()
            ))
        })
    })
    .transpose()
}
