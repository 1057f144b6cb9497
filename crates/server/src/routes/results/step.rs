//! `GET /buckets/{bucket}/tests/{test}/results/{run}/steps/{step}`.

use axum::extract::State;
use tacit_app::AppError;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::RunStepPath,
    shape::step_result::{StepDetailBody, find},
    state::ServerState,
};

/// A step of a run with its request and response
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/results/{run}/steps/{step}", tag = "results", params(RunStepPath), responses((status = 200, body = Envelope<StepDetailBody>)))]
pub(super) async fn get_step_result(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<RunStepPath>,
) -> Answer<StepDetailBody> {
    let detail = state.app.result(&who, &path.bucket(), path.test(), Some(path.run())).await?;
    let steps = detail.record.map(|record| record.steps).unwrap_or_default();
    let step = find(steps, path.step()).ok_or(AppError::NotFound("step in the result"))?;
    Ok(ok(StepDetailBody::new(step)))
}
