//! `GET /teams/{team}/agents`.

use axum::extract::State;
use tacit_spec::TeamId;

use super::AgentBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// The remote agents of a team, oldest first
#[utoipa::path(get, path = "/teams/{team}/agents", tag = "agents", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<AgentBody>>)))]
pub(super) async fn list_agents(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<AgentBody>> {
    Ok(ok(state.app.agents(&who, team).await?.into_iter().map(Into::into).collect()))
}
