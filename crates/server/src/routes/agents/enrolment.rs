//! `POST /teams/{team}/agents/{agent}/enrolment`.

use axum::extract::State;
use tacit_spec::{AgentId, TeamId};

use super::EnrolmentBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    state::ServerState,
};

/// Make a new token to enrol a remote agent
///
/// It works once, within an hour; one made before does not any more. Whoever uses it takes the place of the programs that
/// work as this agent now.
#[utoipa::path(post, path = "/teams/{team}/agents/{agent}/enrolment", tag = "agents",
    params(("team" = uuid::Uuid, Path), ("agent" = uuid::Uuid, Path)),
    responses((status = 201, body = Envelope<EnrolmentBody>)))]
pub(super) async fn renew_enrolment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, agent)): Path<(TeamId, AgentId)>,
) -> Answer<EnrolmentBody> {
    Ok(created(state.app.renew_enrolment(&who, team, agent).await?.into()))
}
