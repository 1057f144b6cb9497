//! `GET /buckets/{bucket}/tests/{test}/steps/{step}`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{definition::StepBody, path::StepPath},
    state::ServerState,
};

/// A step
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/steps/{step}", tag = "steps", params(StepPath), responses((status = 200, body = Envelope<StepBody>)))]
pub(super) async fn get_step(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<StepPath>,
) -> Answer<Value> {
    Ok(ok(state.app.step(&who, &path.bucket(), path.test(), path.step()).await?.to_api()))
}
