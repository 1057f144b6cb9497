//! One request of an agent: proven before it is read, answered in the envelope.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use tacit_app::{
    AgentCaller, AgentResult,
    agent_protocol::{Refusal, RefusalCode},
};

use crate::{
    envelope::{Meta, ok},
    state::ServerState,
    text::in_time,
};

/// Answers a request at `path` with what `call` makes of it.
pub(super) async fn answer<B: DeserializeOwned, T: Serialize>(
    state: &ServerState,
    path: &str,
    request: Request,
    call: impl AsyncFnOnce(AgentCaller, B) -> AgentResult<T>,
) -> Response {
    let proven = async {
        let authorization =
            request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let knock = state.app.agent_knocks(authorization).await?;
        let body = whole(state, request).await?;
        let who = state.app.agent_comes_in(knock, path, &body)?;
        let said = serde_json::from_slice(&body).map_err(|_| RefusalCode::Malformed.refusal(None))?;
        Ok((who, said))
    };
    let outcome = match proven.await {
        Ok((who, said)) => call(who, said).await,
        Err(refusal) => Err(refusal),
    };
    said(outcome)
}

/// The body, as far as this address takes it.
pub(super) async fn whole(state: &ServerState, request: Request) -> AgentResult<Bytes> {
    let too_late = |_| RefusalCode::Malformed.refusal(None);
    let body = in_time(Bytes::from_request(request, state)).await.map_err(too_late)?;
    body.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => RefusalCode::TooLarge.refusal(None),
        _ => RefusalCode::Malformed.refusal(None),
    })
}

pub(super) fn said<T: Serialize>(outcome: AgentResult<T>) -> Response {
    match outcome {
        Ok(answer) => ok(answer).into_response(),
        Err(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> Response {
    #[derive(Serialize)]
    struct No {
        data: serde_json::Map<String, serde_json::Value>,
        meta: Meta,
        error: Refusal,
    }
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let no = No { data: serde_json::Map::new(), meta: Meta { status: "error" }, error: refusal };
    (status, Json(no)).into_response()
}
