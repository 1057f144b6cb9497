//! `/v1/agent/...`: what remote agents say. Not for people: an agent proves each request with its own key.
//!
//! Jobs pass here sealed, and records come in by the agent's word; both are `app`'s to open and to look through.

mod call;
mod enroll;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    response::Response,
    routing::post,
};
use tacit_app::agent_protocol::path;

use crate::state::ServerState;

/// Bodies of a few keys and ids.
const SMALL: usize = 1 << 20;
/// Bodies with steps of several runs.
const NEWS: usize = 32 << 20;
/// A whole record.
const RECORD: usize = 64 << 20;

/// They have their whole paths from the protocol, which both sides know.
pub(super) fn outside() -> Router<ServerState> {
    Router::new()
        .route(path::ENROLL, post(enroll::enroll).layer(DefaultBodyLimit::max(SMALL)))
        .route(path::POLL, post(poll).layer(DefaultBodyLimit::max(SMALL)))
        .route(path::HEARTBEAT, post(heartbeat).layer(DefaultBodyLimit::max(SMALL)))
        .route(path::RELEASE, post(release).layer(DefaultBodyLimit::max(SMALL)))
        .route(path::PROGRESS, post(progress).layer(DefaultBodyLimit::max(NEWS)))
        .route(path::RESULT, post(result).layer(DefaultBodyLimit::max(RECORD)))
}

async fn poll(State(state): State<ServerState>, request: Request) -> Response {
    call::answer(&state, path::POLL, request, async |who, poll| state.app.agent_polls(&who, poll).await).await
}

async fn heartbeat(State(state): State<ServerState>, request: Request) -> Response {
    call::answer(&state, path::HEARTBEAT, request, async |who, beat| state.app.agent_beats(&who, beat).await)
        .await
}

async fn release(State(state): State<ServerState>, request: Request) -> Response {
    call::answer(&state, path::RELEASE, request, async |who, back| state.app.agent_releases(&who, back).await)
        .await
}

async fn progress(State(state): State<ServerState>, request: Request) -> Response {
    call::answer(&state, path::PROGRESS, request, async |who, news| state.app.agent_tells(&who, news).await)
        .await
}

async fn result(State(state): State<ServerState>, request: Request) -> Response {
    call::answer(&state, path::RESULT, request, async |who, record| {
        state.app.agent_hands_in(&who, record).await
    })
    .await
}
