//! `GET /teams/{team}/status`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::{BucketStanding, Standing, TestStanding};
use tacit_spec::{BucketKey, TeamId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::test_summary::{Bar, LastRun},
    state::ServerState,
    time::seconds,
};

/// Bars of a strip.
const BARS: usize = 20;

/// Which buckets.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatusQuery {
    /// Only this one.
    bucket: Option<String>,
}

/// How the tests of a bucket stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct BucketStatus {
    bucket_key: String,
    name: String,
    /// The worst of its tests: `failing`, `unwatched`, `passing`, or `unknown` without a run.
    state: &'static str,
    /// How many tests are failing.
    failing: usize,
    /// The failing ones first, then by name.
    tests: Vec<TestStatus>,
}

/// How a test stands.
#[derive(Serialize, ToSchema)]
struct TestStatus {
    id: Uuid,
    name: String,
    /// `failing` when the last run of an environment in a place failed; else `unwatched` when one of them could not be executed,
    /// as its agent was away; else `passing`; `unknown` without a run.
    state: &'static str,
    /// Unix seconds: the first failure in a row.
    failing_since: Option<f64>,
    last_run: Option<LastRun>,
    /// The last runs, oldest first.
    strip: Vec<Bar>,
}

/// How all tests of a team stand
#[utoipa::path(get, path = "/teams/{team}/status", tag = "wall", params(("team" = uuid::Uuid, Path), StatusQuery),
    responses((status = 200, body = Envelope<Vec<BucketStatus>>)))]
pub(super) async fn get_team_status(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Params(query): Params<StatusQuery>,
) -> Answer<Vec<BucketStatus>> {
    let only = query.bucket.map(BucketKey);
    let all = state.app.team_standing(&who, team, only.as_ref()).await?;
    Ok(ok(all.into_iter().map(Into::into).collect()))
}

impl From<BucketStanding> for BucketStatus {
    fn from(BucketStanding { bucket, name, tests }: BucketStanding) -> Self {
        Self {
            name,
            state: Standing::of_all(tests.iter().map(|test| test.standing)).as_str(),
            failing: tests.iter().filter(|test| test.standing == Standing::Failing).count(),
            tests: tests.into_iter().map(|test| TestStatus::new(&bucket, test)).collect(),
            bucket_key: bucket.0,
        }
    }
}

impl TestStatus {
    fn new(bucket: &BucketKey, test: TestStanding) -> Self {
        Self {
            id: test.test.0,
            name: test.name,
            state: test.standing.as_str(),
            failing_since: test.failing_since.map(seconds),
            last_run: test.runs.first().map(|run| LastRun::new(bucket, run)),
            strip: test.runs.iter().take(BARS).rev().map(Bar::new).collect(),
        }
    }
}
