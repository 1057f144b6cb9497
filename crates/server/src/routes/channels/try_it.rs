//! `POST /teams/{team}/channels/{channel}/test`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::Sent;
use tacit_spec::{ChannelId, TeamId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// What became of a message that was sent to try a channel.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelTrial)]
pub(super) struct TrialBody {
    /// Whether the receiver took it.
    delivered: bool,
    /// The kind of failure, such as `UNAUTHORIZED`; `null` when it arrived.
    code: Option<String>,
    /// HTTP status, or the code of a mail server's reply.
    status: Option<u16>,
    /// What to do, for people. Nothing of what the receiver answered.
    hint: Option<String>,
}

/// Send a test message through a channel
///
/// It says of itself what it is, and touches no real incident. The answer waits for what becomes of it.
#[utoipa::path(post, path = "/teams/{team}/channels/{channel}/test", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<TrialBody>)))]
pub(super) async fn try_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
) -> Answer<TrialBody> {
    Ok(ok(match state.app.try_channel(&who, team, channel).await? {
        Sent::Delivered { answer, hint } => TrialBody { delivered: true, code: None, status: answer, hint },
        Sent::Not { code, answer, hint, .. } => {
            TrialBody { delivered: false, code: Some(code), status: answer, hint: Some(hint) }
        }
    }))
}
