//! `PUT /teams/{team}/people/{person}`.

use axum::extract::State;
use serde::Deserialize;
use tacit_spec::{PersonId, TeamId};
use utoipa::ToSchema;

use super::{PersonBody, RoleName, role};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    state::ServerState,
};

/// What to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleChange {
    /// Any but owner.
    #[schema(value_type = RoleName)]
    role: String,
}

/// Change somebody's role
#[utoipa::path(put, path = "/teams/{team}/people/{person}", tag = "people",
    params(("team" = uuid::Uuid, Path), ("person" = uuid::Uuid, Path)),
    request_body = RoleChange, responses((status = 200, body = Envelope<PersonBody>)))]
pub(super) async fn update_person(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, person)): Path<(TeamId, PersonId)>,
    Body(change): Body<RoleChange>,
) -> Answer<PersonBody> {
    Ok(ok(state.app.set_role(&who, team, person, role(&change.role)?).await?.into()))
}
