//! `GET /account/tokens`.

use axum::extract::State;

use super::TokenBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    state::ServerState,
};

/// One's own tokens
#[utoipa::path(get, path = "/account/tokens", tag = "account", responses((status = 200, body = Envelope<Vec<TokenBody>>)))]
pub(crate) async fn list_tokens(
    State(state): State<ServerState>,
    Caller(who): Caller,
) -> Answer<Vec<TokenBody>> {
    Ok(ok(state.app.tokens(&who).await?.into_iter().map(Into::into).collect()))
}
