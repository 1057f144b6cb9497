//! The strip of recent outcomes beside each test of a bucket.

use tacit_record::RunResult;
use tacit_spec::{AgentId, BucketKey, EnvironmentId, Place, RunId, TestId};

use super::{Run, RunSource, RunStatus, row::place};
use crate::{
    Access, Micros, Result,
    backend::{row, select},
};

row! {
    /// One bar of the strip.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Outcome {
        /// The run.
        pub id: RunId,
        /// The test it is a run of.
        pub test: TestId,
        /// How far it is.
        pub status: RunStatus,
        /// How it ended.
        pub result: Option<RunResult>,
        /// The environment; it may be gone.
        pub environment: Option<EnvironmentId>,
        /// The environment's name at the time.
        pub environment_name: String,
        /// Region code; `None` on an agent.
        pub region: Option<String>,
        /// The remote agent; `None` in a region.
        pub agent: Option<AgentId>,
        /// A word for why there is no result.
        pub reason: Option<String>,
        /// What asked for it.
        pub source: RunSource,
        /// When it was asked for.
        pub created_at: Micros,
        /// When it ended.
        pub finished_at: Option<Micros>,
        /// Response times of all requests added up, in microseconds, unless hidden.
        pub response_time_us: Option<i64>,
    }
}

impl Outcome {
    /// Where it took place.
    #[must_use]
    pub fn place(&self) -> Place {
        place(self.region.as_deref(), self.agent)
    }
}

/// Among the last `per_test` runs of each test behind `after`, up to `last`, those that ended: newest first of each test.
pub async fn ended_of_tests(
    on: impl Into<Access<'_>>,
    after: TestId,
    last: TestId,
    per_test: u32,
) -> Result<Vec<Run>> {
    select!(
        on,
        fetch_all,
        Run,
        "FROM (WITH bound AS MATERIALIZED (
             SELECT t.id AS test_id, COALESCE((
                 SELECT b.created_at FROM runs AS b WHERE b.test = t.id ORDER BY b.created_at DESC LIMIT 1 OFFSET $3), 0)
                 AS since
             FROM tests AS t WHERE t.id > $1 AND t.id <= $2)
           SELECT r.* FROM bound JOIN runs AS r ON r.test = bound.test_id AND r.created_at >= bound.since
           WHERE r.status = 'finished' AND r.trial_of IS NULL) AS recent
         ORDER BY test, created_at DESC, id DESC",
        after.0,
        last.0,
        i64::from(per_test.max(1)) - 1
    )
}

/// The last `per_test` runs of every test of a bucket, in one query: by test, newest first.
pub async fn outcomes_of_bucket(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    environment: Option<EnvironmentId>,
    per_test: u32,
) -> Result<Vec<Outcome>> {
    if per_test == 0 {
        return Ok(Vec::new());
    }
    // For each test: walk its index to the n-th newest run, then read from there. Ranking every run of the bucket
    // would read all of them.
    let mut outcomes = select!(
        on,
        fetch_all,
        Outcome,
        "FROM (WITH bound AS MATERIALIZED (
             SELECT t.id AS test_id, COALESCE((
                 SELECT b.created_at FROM runs AS b WHERE b.test = t.id AND ($2 IS NULL OR b.environment = $2)
                 ORDER BY b.created_at DESC LIMIT 1 OFFSET $3), 0) AS since
             FROM tests AS t WHERE t.bucket = $1)
           SELECT r.* FROM bound JOIN runs AS r ON r.test = bound.test_id AND r.created_at >= bound.since
           WHERE ($2 IS NULL OR r.environment = $2) AND r.trial_of IS NULL) AS recent
         ORDER BY test, created_at DESC, id DESC",
        bucket.0.as_str(),
        environment.map(|environment| environment.0),
        i64::from(per_test) - 1
    )?;
    // Runs asked for in the same microsecond can be more than wanted.
    let (mut test, mut count) = (None, 0);
    outcomes.retain(|outcome| {
        if test != Some(outcome.test) {
            (test, count) = (Some(outcome.test), 0);
        }
        count += 1;
        count <= per_test
    });
    Ok(outcomes)
}
