//! `POST /teams/{team}/agents`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tacit_spec::TeamId;
use utoipa::ToSchema;

use super::{AgentBody, EnrolmentBody};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    state::ServerState,
};

/// What the agent shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAgentBody {
    /// Where it is, say.
    name: String,
    /// Runs at once, over all its instances; 10 when not given.
    slots: Option<u32>,
}

/// The agent, and what starts it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AddedAgent {
    #[serde(flatten)]
    agent: AgentBody,
    enrolment: EnrolmentBody,
}

/// Add a remote agent
///
/// The token that enrols it is in this answer and nowhere else. It works once, within an hour.
#[utoipa::path(post, path = "/teams/{team}/agents", tag = "agents", params(("team" = uuid::Uuid, Path)),
    request_body = NewAgentBody, responses((status = 201, body = Envelope<AddedAgent>)))]
pub(super) async fn add_agent(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Body(body): Body<NewAgentBody>,
) -> Answer<AddedAgent> {
    let (agent, enrolment) = state.app.add_agent(&who, team, &body.name, body.slots).await?;
    Ok(created(AddedAgent { agent: agent.into(), enrolment: enrolment.into() }))
}
