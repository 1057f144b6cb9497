//! `GET /setup`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    envelope::{Answer, Envelope, ok},
    state::ServerState,
};

/// Whether the set-up is due.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetupState {
    /// Nobody is here yet.
    needed: bool,
}

/// Is anybody here yet?
#[utoipa::path(get, path = "/setup", tag = "set-up", security(()), responses((status = 200, body = Envelope<SetupState>)))]
pub(super) async fn get_setup(State(state): State<ServerState>) -> Answer<SetupState> {
    Ok(ok(SetupState { needed: state.app.set_up_needed().await? }))
}
