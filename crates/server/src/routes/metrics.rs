//! `/metrics`, where everybody reaches it.

use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::get};

use crate::{metrics, state::ServerState};

pub(super) fn router() -> Router<ServerState> {
    Router::new().route("/metrics", get(read))
}

async fn read(State(state): State<ServerState>, headers: HeaderMap) -> Response {
    metrics::scrape(state.settings.metrics.clone(), headers).await
}
