//! `GET /teams/{team}/channels/{channel}`.

use axum::extract::State;
use tacit_spec::{ChannelId, TeamId};

use super::body::ChannelBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// One channel
#[utoipa::path(get, path = "/teams/{team}/channels/{channel}", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<ChannelBody>)))]
pub(super) async fn get_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
) -> Answer<ChannelBody> {
    Ok(ok(state.app.channel(&who, team, channel).await?.into()))
}
