//! `DELETE /account/tokens/{token}`.

use axum::{extract::State, http::StatusCode};
use tacit_spec::TokenId;

use crate::{caller::Caller, envelope::ApiError, input::Path, state::ServerState};

/// Withdraw a token
#[utoipa::path(delete, path = "/account/tokens/{token}", tag = "account",
    params(("token" = uuid::Uuid, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn delete_token(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(token): Path<TokenId>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_token(&who, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
