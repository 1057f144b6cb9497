//! `DELETE /buckets/{bucket}/tests/{test}/schedules/{schedule}`.

use axum::{extract::State, http::StatusCode};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::SchedulePath, state::ServerState};

/// Delete a schedule: its results stay
#[utoipa::path(delete, path = "/buckets/{bucket}/tests/{test}/schedules/{schedule}", tag = "schedules", params(SchedulePath), responses((status = 204)))]
pub(super) async fn delete_schedule(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SchedulePath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_schedule(&who, &path.bucket(), path.test(), path.schedule()).await?;
    Ok(StatusCode::NO_CONTENT)
}
