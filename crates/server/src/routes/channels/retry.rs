//! `POST /teams/{team}/channels/{channel}/deliveries/{delivery}/retry`.

use axum::extract::State;
use tacit_spec::{ChannelId, DeliveryId, TeamId};

use super::deliveries::DeliveryBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// Send a message once more that was given up, or may not have arrived
///
/// Under the same id.
#[utoipa::path(post, path = "/teams/{team}/channels/{channel}/deliveries/{delivery}/retry", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path), ("delivery" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<DeliveryBody>), (status = 409, description = "it is on its way, or was delivered")))]
pub(super) async fn retry_delivery(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel, delivery)): Path<(TeamId, ChannelId, DeliveryId)>,
) -> Answer<DeliveryBody> {
    Ok(ok(state.app.retry_delivery(&who, team, channel, delivery).await?.into()))
}
