//! `POST /teams/{team}/channels`.

use axum::extract::State;
use tacit_spec::TeamId;

use super::body::{ChannelBody, NewChannelBody};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    state::ServerState,
};

/// Make a channel
///
/// Its settings, the address included, are sealed as a whole and never shown again.
#[utoipa::path(post, path = "/teams/{team}/channels", tag = "channels", params(("team" = uuid::Uuid, Path)),
    request_body = NewChannelBody,
    responses((status = 201, body = Envelope<ChannelBody>), (status = 409, description = "the name is taken")))]
pub(super) async fn create_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Body(body): Body<NewChannelBody>,
) -> Answer<ChannelBody> {
    Ok(created(state.app.create_channel(&who, team, body.read()?).await?.into()))
}
