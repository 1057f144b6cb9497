//! `DELETE /buckets/{bucket}`.

use axum::{extract::State, http::StatusCode};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::BucketPath, state::ServerState};

/// Delete a bucket with its tests and results
#[utoipa::path(delete, path = "/buckets/{bucket}", tag = "buckets", params(BucketPath), responses((status = 204)))]
pub(super) async fn delete_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_bucket(&who, &path.bucket()).await?;
    Ok(StatusCode::NO_CONTENT)
}
