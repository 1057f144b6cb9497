//! `DELETE /buckets/{bucket}/environments/{environment}`.

use axum::{extract::State, http::StatusCode};

use crate::{
    caller::Caller, envelope::ApiError, input::Path, shape::path::EnvironmentPath, state::ServerState,
};

/// Delete one of the shared environments of a bucket
#[utoipa::path(delete, path = "/buckets/{bucket}/environments/{environment}", tag = "environments", params(EnvironmentPath), responses((status = 204)))]
pub(super) async fn delete_shared_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentPath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_environment(&who, &path.bucket(), None, path.environment()).await?;
    Ok(StatusCode::NO_CONTENT)
}
