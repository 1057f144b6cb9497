//! `DELETE /buckets/{bucket}/maintenance/{window}`.

use axum::{extract::State, http::StatusCode};

use crate::{
    caller::Caller, envelope::ApiError, input::Path, shape::path::MaintenancePath, state::ServerState,
};

/// Delete a maintenance window, open or not
#[utoipa::path(delete, path = "/buckets/{bucket}/maintenance/{window}", tag = "maintenance", params(MaintenancePath), responses((status = 204)))]
pub(super) async fn delete_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<MaintenancePath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_maintenance(&who, &path.bucket(), path.window()).await?;
    Ok(StatusCode::NO_CONTENT)
}
