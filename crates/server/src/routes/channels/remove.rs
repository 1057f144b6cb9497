//! `DELETE /teams/{team}/channels/{channel}`.

use axum::{extract::State, http::StatusCode};
use tacit_spec::{ChannelId, TeamId};

use crate::{caller::Caller, envelope::ApiError, input::Path, state::ServerState};

/// Delete a channel
///
/// Messages that wait for it are not sent any more; its log goes with it.
#[utoipa::path(delete, path = "/teams/{team}/channels/{channel}", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path)), responses((status = 204)))]
pub(super) async fn delete_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
) -> Result<StatusCode, ApiError> {
    state.app.delete_channel(&who, team, channel).await?;
    Ok(StatusCode::NO_CONTENT)
}
