//! `DELETE /teams/{team}/channels/{channel}`.

use axum::{extract::State, http::StatusCode};
use tacit_spec::{ChannelId, TeamId};

use super::body::RemoveQuery;
use crate::{
    caller::Caller,
    envelope::ApiError,
    input::{Params, Path},
    state::ServerState,
};

/// Delete a channel
///
/// Messages that wait for it are not sent any more; its log goes with it. A channel whose service still keeps something
/// open is deleted with `abandon=true` only, as the service will never hear of the end.
#[utoipa::path(delete, path = "/teams/{team}/channels/{channel}", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path), RemoveQuery),
    responses((status = 204), (status = 409, description = "its service keeps something open")))]
pub(super) async fn delete_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
    Params(query): Params<RemoveQuery>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_channel(&who, team, channel, query.abandon).await?;
    Ok(StatusCode::NO_CONTENT)
}
