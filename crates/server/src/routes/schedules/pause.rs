//! `POST /buckets/{bucket}/pause` and `POST /buckets/{bucket}/environments/{environment}/pause`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::{BucketPath, EnvironmentPath},
    shape::schedule::PausesBody,
    state::ServerState,
};

/// Let every schedule of a bucket rest
#[utoipa::path(post, path = "/buckets/{bucket}/pause", tag = "schedules", params(BucketPath), responses((status = 200, body = Envelope<PausesBody>)))]
pub(super) async fn pause_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<PausesBody> {
    Ok(ok(PausesBody::new(&state.app.set_rest(&who, &path.bucket(), None, true).await?)))
}

/// Let the schedules of an environment rest
#[utoipa::path(post, path = "/buckets/{bucket}/environments/{environment}/pause", tag = "schedules", params(EnvironmentPath), responses((status = 200, body = Envelope<PausesBody>)))]
pub(super) async fn pause_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentPath>,
) -> Answer<PausesBody> {
    let rests = state.app.set_rest(&who, &path.bucket(), Some(path.environment()), true).await?;
    Ok(ok(PausesBody::new(&rests)))
}
