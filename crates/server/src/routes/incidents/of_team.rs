//! `GET /teams/{team}/incidents`.

use axum::extract::State;
use tacit_spec::TeamId;

use super::body::IncidentBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::page::PageQuery,
    state::ServerState,
};

/// The incidents of a team: open ones first, then the newest
#[utoipa::path(get, path = "/teams/{team}/incidents", tag = "incidents", params(("team" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Envelope<Vec<IncidentBody>>)))]
pub(super) async fn list_team_incidents(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Params(page): Params<PageQuery>,
) -> Answer<Vec<IncidentBody>> {
    let found = state.app.team_incidents(&who, team, page.page()).await?;
    Ok(ok(found.into_iter().map(Into::into).collect()))
}
