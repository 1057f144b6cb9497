//! `POST /account/password`.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tacit_app::Confidential;
use utoipa::ToSchema;

use crate::{caller::Caller, cookie, envelope::ApiError, input::Body, state::ServerState};

/// The old and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    #[schema(value_type = String, format = Password, write_only)]
    current: Confidential,
    /// At least 10 characters.
    #[schema(value_type = String, format = Password, write_only)]
    new: Confidential,
}

/// Change one's own password
///
/// Every session ends; the browser that asks gets a new one. Personal tokens stay.
#[utoipa::path(post, path = "/account/password", tag = "account", request_body = PasswordChange,
    responses((status = 204), (status = 400, description = "the current one is wrong, or a rule is not kept"),
              (status = 429, description = "too many failures: see Retry-After")))]
pub(super) async fn change_password(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Body(change): Body<PasswordChange>,
) -> Result<Response, ApiError> {
    Ok(match state.app.change_password(&who, change.current, change.new).await? {
        Some(session) => (StatusCode::NO_CONTENT, cookie::set(&session)?).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}
