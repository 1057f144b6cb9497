//! `GET /teams/{team}/events`: server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::sse::{Event, Sse},
};
use futures::{Stream, stream};
use tacit_spec::TeamId;

use crate::{envelope::ApiError, input::Path, state::ServerState, watch::Watcher};

/// Watch the runs of all buckets: event `runs` with a list of `{bucket_key, test_id, test_run_id, result}`
#[utoipa::path(get, path = "/teams/{team}/events", tag = "wall", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn watch_team(
    State(state): State<ServerState>,
    watcher: Watcher,
    Path(team): Path<TeamId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let news = state.app.team_news(&watcher.who, team).await?;
    let events = stream::unfold(news, |mut news| async move {
        let runs = news.next().await?;
        let data = serde_json::to_string(&runs).unwrap_or_default();
        Some((Event::default().event("runs").data(data), news))
    });
    Ok(watcher.answer(team, events))
}
