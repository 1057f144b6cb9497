//! `GET /buckets/{bucket}/environments`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::BucketPath,
    state::ServerState,
};

/// List the shared environments of a bucket, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/environments", tag = "environments", params(BucketPath), responses((status = 200, body = Envelope<Vec<EnvironmentBody>>)))]
pub(super) async fn list_shared_environments(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<Vec<Value>> {
    let environments = state.app.environments(&who, &path.bucket(), None).await?;
    Ok(ok(environments.iter().map(environment).collect()))
}
