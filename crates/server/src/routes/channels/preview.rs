//! `GET /teams/{team}/channels/{channel}/preview`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{AppError, Change};
use tacit_spec::{ChannelId, TeamId};
use utoipa::ToSchema;

use super::body::PreviewQuery;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    state::ServerState,
};

/// A message as its receiver would get it, without credentials.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelPreview)]
pub(super) struct PreviewBody {
    /// Its first line: the subject of a mail, the title of a card.
    title: String,
    /// In plain text.
    text: String,
    /// In HTML, for mails.
    html: Option<String>,
    /// The JSON that is posted; `null` for mails.
    payload: Option<String>,
}

/// What a channel would say
#[utoipa::path(get, path = "/teams/{team}/channels/{channel}/preview", tag = "channels",
    params(("team" = uuid::Uuid, Path), ("channel" = uuid::Uuid, Path), PreviewQuery),
    responses((status = 200, body = Envelope<PreviewBody>)))]
pub(super) async fn preview_channel(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, channel)): Path<(TeamId, ChannelId)>,
    Params(query): Params<PreviewQuery>,
) -> Answer<PreviewBody> {
    let change = query.change.as_deref().map(change).transpose()?;
    let run = query.run.map(Into::into);
    let preview = state.app.preview_channel(&who, team, channel, run, change).await?;
    let tacit_app::Preview { title, text, html, payload } = preview;
    Ok(ok(PreviewBody { title, text, html, payload }))
}

fn change(word: &str) -> Result<Change, AppError> {
    use Change::{Acknowledged, Closed, Failed, Flaky, Passed, Recovered, StillFailing};
    let all = [Passed, Failed, StillFailing, Recovered, Flaky, Acknowledged, Closed];
    all.into_iter().find(|change| change.as_str() == word).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|change| change.as_str()).collect();
        AppError::invalid("change", format!("choose one of {}", words.join(", ")))
    })
}
