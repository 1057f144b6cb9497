//! `POST /v1/agent/enroll`: a program becomes an agent, with a token that works once.

use axum::{
    extract::{Request, State},
    http::header,
    response::Response,
};
use tacit_app::{
    AgentResult,
    agent_protocol::{Enrolled, RefusalCode},
};

use super::call::{said, whole};
use crate::state::ServerState;

pub(super) async fn enroll(State(state): State<ServerState>, request: Request) -> Response {
    said(enrolled(&state, request).await)
}

async fn enrolled(state: &ServerState, request: Request) -> AgentResult<Enrolled> {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let body = whole(state, request).await?;
    let wanted = serde_json::from_slice(&body).map_err(|_| RefusalCode::Malformed.refusal(None))?;
    state.app.enroll_agent(token.as_deref(), wanted).await
}
