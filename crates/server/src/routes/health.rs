//! `/healthz` and `/readyz`.

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use serde_json::json;

use crate::state::ServerState;

pub(super) fn router() -> Router<ServerState> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// The process answers.
async fn alive() -> impl IntoResponse {
    Json(json!({"status": "ok"}))
}

/// The store answers too.
async fn ready(State(state): State<ServerState>) -> impl IntoResponse {
    match state.app.ready().await {
        // It takes what people ask for, so no balancer should take it out.
        Ok(()) if state.app.disk_is_low() => {
            (StatusCode::OK, Json(json!({"status": "the disk is nearly full: schedules rest"})))
        }
        Ok(()) => (StatusCode::OK, Json(json!({"status": "ok"}))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "the storage does not answer"}))),
    }
}
