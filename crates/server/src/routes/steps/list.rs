//! `GET /buckets/{bucket}/tests/{test}/steps`.

use axum::extract::State;
use serde_json::Value;
use tacit_spec::Step;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{definition::StepBody, path::TestPath},
    state::ServerState,
};

/// List the steps of a test
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/steps", tag = "steps", params(TestPath), responses((status = 200, body = Envelope<Vec<StepBody>>)))]
pub(super) async fn list_steps(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Vec<Value>> {
    let steps = state.app.steps(&who, &path.bucket(), path.test()).await?;
    Ok(ok(steps.iter().map(Step::to_api).collect()))
}
