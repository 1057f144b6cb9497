//! `GET /session`.

use axum::extract::State;

use super::SessionBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    state::ServerState,
};

/// Who is signed in
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = Envelope<SessionBody>), (status = 401, description = "nobody")))]
pub(super) async fn get_session(
    State(state): State<ServerState>,
    Caller(who): Caller,
) -> Answer<SessionBody> {
    Ok(ok(state.app.presence(&who).await?.into()))
}
