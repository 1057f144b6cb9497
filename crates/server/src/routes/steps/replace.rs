//! `PUT /buckets/{bucket}/tests/{test}/steps/{step}`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{definition::StepBody, path::StepPath},
    state::ServerState,
    text::Text,
};

/// Replace a step, which keeps its id
#[utoipa::path(put, path = "/buckets/{bucket}/tests/{test}/steps/{step}", tag = "steps", params(StepPath), request_body(content = Object), responses((status = 200, body = Envelope<StepBody>)))]
pub(super) async fn replace_step(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<StepPath>,
    Text(text): Text,
) -> Answer<Value> {
    let step = state.app.replace_step(&who, &path.bucket(), path.test(), path.step(), &text).await?;
    Ok(ok(step.to_api()))
}
