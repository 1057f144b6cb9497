//! `DELETE /buckets/{bucket}/tests/{test}`.

use axum::{extract::State, http::StatusCode};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::TestPath, state::ServerState};

/// Delete a test with its results
#[utoipa::path(delete, path = "/buckets/{bucket}/tests/{test}", tag = "tests", params(TestPath), responses((status = 204)))]
pub(super) async fn delete_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_test(&who, &path.bucket(), path.test()).await?;
    Ok(StatusCode::NO_CONTENT)
}
