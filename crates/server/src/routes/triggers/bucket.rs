//! `/radar/bucket/{token}/trigger`.

use axum::extract::State;

use super::call::Call;
use crate::{
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::started::StartedBody,
    state::ServerState,
};

/// Run every test of a bucket by its trigger token
#[utoipa::path(get, path = "/radar/bucket/{token}/trigger", tag = "triggers", params(("token" = String, Path)),
    responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn trigger_bucket(
    State(state): State<ServerState>,
    Path(token): Path<String>,
    Call(call): Call,
) -> Answer<StartedBody> {
    let (group, started) = state.app.trigger_bucket(&token, call).await?;
    Ok(created(StartedBody::of_group(&state, group, started)))
}

/// Run every test of a bucket by its trigger token; a form may give initial variables
#[utoipa::path(post, path = "/radar/bucket/{token}/trigger", tag = "triggers", params(("token" = String, Path)),
    responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn trigger_bucket_by_post(
    state: State<ServerState>,
    token: Path<String>,
    call: Call,
) -> Answer<StartedBody> {
    trigger_bucket(state, token, call).await
}
