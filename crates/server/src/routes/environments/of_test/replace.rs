//! `PUT /buckets/{bucket}/tests/{test}/environments/{environment}`.

use axum::{extract::State, http::HeaderMap};
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::TestEnvironmentPath,
    state::ServerState,
    text::Text,
    text::if_match,
};

/// Replace one of the environments of a test
#[utoipa::path(put, path = "/buckets/{bucket}/tests/{test}/environments/{environment}", tag = "environments", params(TestEnvironmentPath), request_body(content = Object), responses((status = 200, body = Envelope<EnvironmentBody>)))]
pub(super) async fn replace_test_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestEnvironmentPath>,
    headers: HeaderMap,
    Text(text): Text,
) -> Answer<Value> {
    let expected = if_match(&headers)?;
    let (bucket, id) = (path.bucket(), path.environment());
    let changed =
        state.app.replace_environment(&who, &bucket, Some(path.test()), id, &text, expected).await?;
    Ok(ok(environment(&changed)))
}
