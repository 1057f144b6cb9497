//! `POST /buckets/{bucket}/environments/{environment}/revisions/{revision}/restore`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::EnvironmentRevisionPath,
    state::ServerState,
};

/// Make a saved definition the current one
#[utoipa::path(post, path = "/buckets/{bucket}/environments/{environment}/revisions/{revision}/restore", tag = "environments", params(EnvironmentRevisionPath), responses((status = 200, body = Envelope<EnvironmentBody>)))]
pub(super) async fn restore_environment_revision(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentRevisionPath>,
) -> Answer<Value> {
    let (bucket, id) = (path.bucket(), path.environment());
    let restored = state.app.restore_environment(&who, &bucket, id, path.revision()).await?;
    Ok(ok(environment(&restored)))
}
