//! `PUT /teams/{team}/channels/{channel}`.

use axum::extract::State;
use tacit_spec::{ChannelId, TeamId};

use super::body::{ChannelBody, ChannelChangeBody};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    state::ServerState,
};

/// Change a channel
///
/// Without `settings` it keeps those it has.
#[utoipa::path(put, path = "/teams/{team}/channels/{channel}", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path)), request_body = ChannelChangeBody,
    responses((status = 200, body = Envelope<ChannelBody>), (status = 409, description = "the name is taken")))]
pub(super) async fn update_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
    Body(body): Body<ChannelChangeBody>,
) -> Answer<ChannelBody> {
    Ok(ok(state.app.change_channel(&who, team, channel, body.read()?).await?.into()))
}
