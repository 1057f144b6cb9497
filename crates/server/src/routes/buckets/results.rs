//! `GET /buckets/{bucket}/results/{group}`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{GroupView, result_word};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::GroupPath,
    state::ServerState,
    time::seconds,
};

/// All runs that one trigger started.
#[derive(Serialize, ToSchema)]
pub(crate) struct BucketRunBody {
    uuid: Uuid,
    bucket_key: String,
    bucket_name: String,
    /// `working` until every run has ended, then `completed`.
    status: &'static str,
    /// `pass` when every run passed; `null` before the end.
    result: Option<&'static str>,
    /// Unix seconds.
    started_at: Option<f64>,
    /// Unix seconds; `null` before the end.
    finished_at: Option<f64>,
    total_duration_in_sec: Option<f64>,
    total_test_runs: usize,
    test_runs_passed: usize,
    total_requests: u32,
    total_scripts: u32,
    total_assertions: u32,
    failure_details: FailureDetails,
}

/// What failed.
#[derive(Serialize, ToSchema)]
struct FailureDetails {
    tests_failed: usize,
    assertions_failed: u32,
    scripts_failed: u32,
    requests_failed: u32,
}

impl From<GroupView> for BucketRunBody {
    fn from(view: GroupView) -> Self {
        let GroupView { group, bucket_name, runs } = view;
        let words: Vec<_> = runs.iter().map(|run| result_word(run.status, run.result)).collect();
        let count = |word: &str| words.iter().filter(|one| **one == word).count();
        let over = count("queued") + count("working") == 0;
        let passed = count("pass");
        let began = runs.iter().filter_map(|run| run.started_at).min();
        let ended = runs.iter().filter_map(|run| run.finished_at).max().filter(|_| over);
        Self {
            uuid: group,
            bucket_key: runs.first().map(|run| run.bucket.0.clone()).unwrap_or_default(),
            bucket_name,
            status: if over { "completed" } else { "working" },
            result: over.then_some(if passed == runs.len() { "pass" } else { "fail" }),
            started_at: began.map(seconds),
            finished_at: ended.map(seconds),
            total_duration_in_sec: began.zip(ended).map(|(began, ended)| seconds(ended - began)),
            total_test_runs: runs.len(),
            test_runs_passed: passed,
            total_requests: runs.iter().map(|run| run.counts.requests_executed).sum(),
            total_scripts: runs.iter().map(|run| run.counts.scripts_defined).sum(),
            total_assertions: runs.iter().map(|run| run.counts.assertions_defined).sum(),
            failure_details: FailureDetails {
                tests_failed: count("fail"),
                assertions_failed: runs.iter().map(|run| run.counts.assertions_failed).sum(),
                scripts_failed: runs.iter().map(|run| run.counts.scripts_failed).sum(),
                requests_failed: 0,
            },
        }
    }
}

/// The runs of one trigger of the bucket, together
#[utoipa::path(get, path = "/buckets/{bucket}/results/{group}", tag = "buckets", params(GroupPath), responses((status = 200, body = Envelope<BucketRunBody>)))]
pub(super) async fn get_bucket_run(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<GroupPath>,
) -> Answer<BucketRunBody> {
    Ok(ok(state.app.group(&who, &path.bucket(), path.group()).await?.into()))
}
