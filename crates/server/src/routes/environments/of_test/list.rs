//! `GET /buckets/{bucket}/tests/{test}/environments`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::TestPath,
    state::ServerState,
};

/// List the environments of a test, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/environments", tag = "environments", params(TestPath), responses((status = 200, body = Envelope<Vec<EnvironmentBody>>)))]
pub(super) async fn list_test_environments(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Vec<Value>> {
    let environments = state.app.environments(&who, &path.bucket(), Some(path.test())).await?;
    Ok(ok(environments.iter().map(environment).collect()))
}
