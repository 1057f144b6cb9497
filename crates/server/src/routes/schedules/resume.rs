//! `POST /buckets/{bucket}/resume` and `POST /buckets/{bucket}/environments/{environment}/resume`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::{BucketPath, EnvironmentPath},
    shape::schedule::PausesBody,
    state::ServerState,
};

/// Wake the schedules of a bucket: what was not run is not made up
#[utoipa::path(post, path = "/buckets/{bucket}/resume", tag = "schedules", params(BucketPath), responses((status = 200, body = Envelope<PausesBody>)))]
pub(super) async fn resume_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<PausesBody> {
    Ok(ok(PausesBody::new(&state.app.set_rest(&who, &path.bucket(), None, false).await?)))
}

/// Wake the schedules of an environment: what was not run is not made up
#[utoipa::path(post, path = "/buckets/{bucket}/environments/{environment}/resume", tag = "schedules", params(EnvironmentPath), responses((status = 200, body = Envelope<PausesBody>)))]
pub(super) async fn resume_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentPath>,
) -> Answer<PausesBody> {
    let rests = state.app.set_rest(&who, &path.bucket(), Some(path.environment()), false).await?;
    Ok(ok(PausesBody::new(&rests)))
}
