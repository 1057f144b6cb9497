//! `GET /teams/{team}/agents/{agent}`.

use axum::extract::State;
use serde::Serialize;
use tacit_spec::{AgentId, TeamId};
use utoipa::ToSchema;

use super::{AgentBody, UsedByBody};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// An agent and what uses it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgentDetail {
    #[serde(flatten)]
    agent: AgentBody,
    /// Environments that name it.
    environments: Vec<UsedByBody>,
}

/// One remote agent, also one that was removed
#[utoipa::path(get, path = "/teams/{team}/agents/{agent}", tag = "agents",
    params(("team" = uuid::Uuid, Path), ("agent" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<AgentDetail>)))]
pub(super) async fn get_agent(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, agent)): Path<(TeamId, AgentId)>,
) -> Answer<AgentDetail> {
    let (agent, used_by) = state.app.agent(&who, team, agent).await?;
    let environments = used_by.into_iter().map(Into::into).collect();
    Ok(ok(AgentDetail { agent: agent.into(), environments }))
}
