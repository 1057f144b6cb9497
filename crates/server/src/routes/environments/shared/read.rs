//! `GET /buckets/{bucket}/environments/{environment}`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::EnvironmentPath,
    state::ServerState,
};

/// One of the shared environments of a bucket
#[utoipa::path(get, path = "/buckets/{bucket}/environments/{environment}", tag = "environments", params(EnvironmentPath), responses((status = 200, body = Envelope<EnvironmentBody>)))]
pub(super) async fn get_shared_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentPath>,
) -> Answer<Value> {
    let found = state.app.environment(&who, &path.bucket(), None, path.environment()).await?;
    Ok(ok(environment(&found)))
}
