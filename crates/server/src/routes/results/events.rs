//! `GET /buckets/{bucket}/tests/{test}/results/{run}/events`: server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::sse::{Event, Sse},
};
use futures::{Stream, stream};
use tacit_app::News;

use crate::{envelope::ApiError, input::Path, shape::path::RunPath, state::ServerState, watch::Watcher};

/// Watch a run: event `progress` for each piece of news so far and to come, then `finished` with `{result}`
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/results/{run}/events", tag = "results", params(RunPath),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn watch_run(
    State(state): State<ServerState>,
    watcher: Watcher,
    Path(path): Path<RunPath>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let bucket = path.bucket();
    let news = state.app.run_news(&watcher.who, &bucket, path.test(), path.run()).await?;
    let events = stream::unfold(news, |mut news| async move {
        let event = match news.next().await? {
            News::Progress(progress) => Event::default().event("progress").data(&*progress),
            News::Finished(result) => {
                let data = serde_json::json!({ "result": result }).to_string();
                Event::default().event("finished").data(data)
            }
        };
        Some((event, news))
    });
    Ok(watcher.answer(bucket, events))
}
