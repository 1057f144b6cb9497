//! `PUT /account`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::show::AccountBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Body,
    state::ServerState,
};

/// What to change.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AccountChange {
    /// Shown to others.
    name: String,
}

/// Change one's own name
#[utoipa::path(put, path = "/account", tag = "account", request_body = AccountChange,
    responses((status = 200, body = Envelope<AccountBody>)))]
pub(super) async fn update_account(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Body(change): Body<AccountChange>,
) -> Answer<AccountBody> {
    Ok(ok(AccountBody::new(state.app.rename_account(&who, &change.name).await?, false)))
}
