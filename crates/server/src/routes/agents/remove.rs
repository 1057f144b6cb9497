//! `DELETE /teams/{team}/agents/{agent}`.

use axum::extract::State;
use serde::Serialize;
use tacit_spec::{AgentId, TeamId};
use utoipa::ToSchema;

use super::UsedByBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// What is left of a removed agent.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovedAgent {
    /// Environments that still name it: their runs there end at once until another location is chosen.
    environments: Vec<UsedByBody>,
}

/// Remove a remote agent for good
///
/// Nothing it sends counts any more, and its runs end as expired.
#[utoipa::path(delete, path = "/teams/{team}/agents/{agent}", tag = "agents",
    params(("team" = uuid::Uuid, Path), ("agent" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<RemovedAgent>)))]
pub(super) async fn remove_agent(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, agent)): Path<(TeamId, AgentId)>,
) -> Answer<RemovedAgent> {
    let used_by = state.app.remove_agent(&who, team, agent).await?;
    Ok(ok(RemovedAgent { environments: used_by.into_iter().map(Into::into).collect() }))
}
