//! `POST /buckets/{bucket}/tests/{test}/steps`.

use axum::extract::State;
use serde_json::Value;
use tacit_spec::Step;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::{definition::StepBody, path::TestPath},
    state::ServerState,
    text::Text,
};

/// Add a step at the end; answers with all steps
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/steps", tag = "steps", params(TestPath), request_body(content = Object), responses((status = 201, body = Envelope<Vec<StepBody>>)))]
pub(super) async fn add_step(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Text(text): Text,
) -> Answer<Vec<Value>> {
    let steps = state.app.add_step(&who, &path.bucket(), path.test(), &text).await?;
    Ok(created(steps.iter().map(Step::to_api).collect()))
}
