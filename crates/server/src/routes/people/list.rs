//! `GET /teams/{team}/people`.

use axum::extract::State;
use tacit_spec::TeamId;

use super::PersonBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// The people of a team
#[utoipa::path(get, path = "/teams/{team}/people", tag = "people", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<PersonBody>>)))]
pub(super) async fn list_people(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<PersonBody>> {
    Ok(ok(state.app.people(&who, team).await?.into_iter().map(Into::into).collect()))
}
