//! `POST /account/tokens`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_app::{AppError, NewToken};
use tacit_spec::TeamId;
use utoipa::ToSchema;

use super::TokenBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Body,
    state::ServerState,
    time::micros,
};

/// What the token shall be. A misspelt limit would be none, so no other field is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenBody {
    /// What it is for.
    name: String,
    /// The only team it serves.
    #[schema(value_type = Option<uuid::Uuid>)]
    team_id: Option<TeamId>,
    /// Unix seconds.
    expires_at: Option<f64>,
}

/// The token with its text.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedToken {
    #[serde(flatten)]
    info: TokenBody,
    /// Send it as `Authorization: Bearer ...`. Nobody can show it again.
    token: String,
}

/// Make a token
///
/// Its text is in this answer and nowhere else. A token made with a token reaches no further and lives no longer.
#[utoipa::path(post, path = "/account/tokens", tag = "account", request_body = NewTokenBody,
    responses((status = 201, body = Envelope<CreatedToken>)))]
pub(crate) async fn create_token(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Body(body): Body<NewTokenBody>,
) -> Answer<CreatedToken> {
    let no_time = || AppError::invalid("expires_at", "this is no time: send Unix seconds");
    let expires_at = body.expires_at.map(|at| micros(at).ok_or_else(no_time)).transpose()?;
    let new = NewToken { name: body.name, team: body.team_id, expires_at };
    let (info, token) = state.app.create_token(&who, new).await?;
    Ok(created(CreatedToken { info: info.into(), token: token.as_str().to_owned() }))
}
