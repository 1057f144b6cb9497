//! `DELETE /buckets/{bucket}/tests/{test}/steps/{step}`.

use axum::{extract::State, http::StatusCode};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::StepPath, state::ServerState};

/// Delete a step; the last one stays
#[utoipa::path(delete, path = "/buckets/{bucket}/tests/{test}/steps/{step}", tag = "steps", params(StepPath), responses((status = 204)))]
pub(super) async fn delete_step(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<StepPath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_step(&who, &path.bucket(), path.test(), path.step()).await?;
    Ok(StatusCode::NO_CONTENT)
}
