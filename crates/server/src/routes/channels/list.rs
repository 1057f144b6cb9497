//! `GET /teams/{team}/channels`.

use axum::extract::State;
use tacit_spec::TeamId;

use super::body::ChannelBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// The channels of a team, oldest first
#[utoipa::path(get, path = "/teams/{team}/channels", tag = "channels", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<ChannelBody>>)))]
pub(super) async fn list_channels(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<ChannelBody>> {
    Ok(ok(state.app.channels(&who, team).await?.into_iter().map(Into::into).collect()))
}
