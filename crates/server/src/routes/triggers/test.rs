//! `/radar/{token}/trigger`.

use axum::extract::State;

use super::call::Call;
use crate::{
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::started::StartedBody,
    state::ServerState,
};

/// Run a test by its trigger token; names and values of the query become initial variables
#[utoipa::path(get, path = "/radar/{token}/trigger", tag = "triggers", params(("token" = String, Path)),
    responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn trigger_test(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    Call(call): Call,
) -> Answer<StartedBody> {
    Ok(created(StartedBody::new(&state, state.app.trigger(&token, call).await?)))
}

/// Run a test by its trigger token; names and values of the query and of a form become initial variables
#[utoipa::path(post, path = "/radar/{token}/trigger", tag = "triggers", params(("token" = String, Path)),
    responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn trigger_test_by_post(
    state: State<ServerState>,
    token: Path<String>,
    call: Call,
) -> Answer<StartedBody> {
    trigger_test(state, token, call).await
}
