//! `GET /teams/{team}/integrations`.

use axum::extract::State;
use serde::Serialize;
use tacit_spec::{ChannelId, TeamId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// A channel as environments name it.
#[derive(Serialize, ToSchema)]
#[schema(as = Integration)]
pub(super) struct IntegrationBody {
    #[schema(value_type = uuid::Uuid)]
    id: ChannelId,
    /// The same as `id`.
    #[schema(value_type = uuid::Uuid)]
    uuid: ChannelId,
    /// The kind of the channel.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The channel's name.
    description: String,
}

/// What environments can name among their integrations
#[utoipa::path(get, path = "/teams/{team}/integrations", tag = "channels", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<IntegrationBody>>)))]
pub(super) async fn list_integrations(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<IntegrationBody>> {
    let channels = state.app.integrations(&who, team).await?;
    let body = |(id, kind, description): (ChannelId, tacit_app::Kind, String)| IntegrationBody {
        id,
        uuid: id,
        kind: kind.as_str(),
        description,
    };
    Ok(ok(channels.into_iter().map(body).collect()))
}
