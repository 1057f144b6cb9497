//! `GET /buckets/{bucket}/events`: server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::sse::{Event, Sse},
};
use futures::{Stream, stream};

use crate::{envelope::ApiError, input::Path, shape::path::BucketPath, state::ServerState, watch::Watcher};

/// Watch the runs of a bucket: event `run` with `{test_id, test_run_id, result}`
#[utoipa::path(get, path = "/buckets/{bucket}/events", tag = "buckets", params(BucketPath),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn watch_bucket(
    State(state): State<ServerState>,
    watcher: Watcher,
    Path(path): Path<BucketPath>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let bucket = path.bucket();
    let news = state.app.bucket_news(&watcher.who, &bucket).await?;
    let events = stream::unfold(news, |mut news| async move {
        let event = news.next().await?;
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Event::default().event("run").data(data), news))
    });
    Ok(watcher.answer(bucket, events))
}
