//! `DELETE /buckets/{bucket}/tests/{test}/environments/{environment}`.

use axum::{extract::State, http::StatusCode};

use crate::{
    caller::Caller, envelope::ApiError, input::Path, shape::path::TestEnvironmentPath, state::ServerState,
};

/// Delete one of the environments of a test
#[utoipa::path(delete, path = "/buckets/{bucket}/tests/{test}/environments/{environment}", tag = "environments", params(TestEnvironmentPath), responses((status = 204)))]
pub(super) async fn delete_test_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestEnvironmentPath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_environment(&who, &path.bucket(), Some(path.test()), path.environment()).await?;
    Ok(StatusCode::NO_CONTENT)
}
