//! `POST /buckets/{bucket}/tests/{test}/environments`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::TestPath,
    state::ServerState,
    text::Text,
};

/// Add one to the environments of a test
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/environments", tag = "environments", params(TestPath), request_body(content = Object), responses((status = 201, body = Envelope<EnvironmentBody>)))]
pub(super) async fn create_test_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Text(text): Text,
) -> Answer<Value> {
    let made = state.app.create_environment(&who, &path.bucket(), Some(path.test()), &text).await?;
    Ok(created(environment(&made)))
}
