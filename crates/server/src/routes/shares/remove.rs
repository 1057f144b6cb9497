//! `DELETE /buckets/{bucket}/shares/{share}`.

use axum::{extract::State, http::StatusCode};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::SharePath, state::ServerState};

/// Withdraw a link: it stops working at once
#[utoipa::path(delete, path = "/buckets/{bucket}/shares/{share}", tag = "shares", params(SharePath), responses((status = 204)))]
pub(super) async fn delete_share(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SharePath>,
) -> Result<StatusCode, ApiError> {
    state.app.revoke_share(&who, &path.bucket(), path.share()).await?;
    Ok(StatusCode::NO_CONTENT)
}
