//! `PUT /teams/{team}/agents/{agent}`.

use axum::extract::State;
use serde::Deserialize;
use tacit_spec::{AgentId, TeamId};
use utoipa::ToSchema;

use super::AgentBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    state::ServerState,
};

/// What to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AgentChange {
    name: Option<String>,
    /// Runs at once, over all its instances.
    slots: Option<u32>,
}

/// Rename a remote agent, or change how many runs it has at once
#[utoipa::path(put, path = "/teams/{team}/agents/{agent}", tag = "agents",
    params(("team" = uuid::Uuid, Path), ("agent" = uuid::Uuid, Path)),
    request_body = AgentChange, responses((status = 200, body = Envelope<AgentBody>)))]
pub(super) async fn update_agent(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, agent)): Path<(TeamId, AgentId)>,
    Body(change): Body<AgentChange>,
) -> Answer<AgentBody> {
    Ok(ok(state.app.change_agent(&who, team, agent, change.name.as_deref(), change.slots).await?.into()))
}
