//! `GET /buckets/{bucket}/events`: server-sent events.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, stream};

use crate::{caller::Caller, envelope::ApiError, input::Path, shape::path::BucketPath, state::ServerState};

/// Watch the runs of a bucket: event `run` with `{test_id, test_run_id, result}`
#[utoipa::path(get, path = "/buckets/{bucket}/events", tag = "buckets", params(BucketPath),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(super) async fn watch_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let news = state.app.bucket_news(&who, &path.bucket()).await?;
    let events = stream::unfold(news, |mut news| async move {
        let event = news.next().await?;
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Event::default().event("run").data(data)), news))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
