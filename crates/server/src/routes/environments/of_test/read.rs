//! `GET /buckets/{bucket}/tests/{test}/environments/{environment}`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::TestEnvironmentPath,
    state::ServerState,
};

/// One of the environments of a test
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/environments/{environment}", tag = "environments", params(TestEnvironmentPath), responses((status = 200, body = Envelope<EnvironmentBody>)))]
pub(super) async fn get_test_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestEnvironmentPath>,
) -> Answer<Value> {
    let found = state.app.environment(&who, &path.bucket(), Some(path.test()), path.environment()).await?;
    Ok(ok(environment(&found)))
}
