//! `PUT /buckets/{bucket}/tests/{test}`.

use axum::{extract::State, http::HeaderMap};
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestPath,
    shape::test::{TestBody, test},
    state::ServerState,
    text::Text,
    text::if_match,
};

/// Change a test; with `steps`, replace its definition
#[utoipa::path(put, path = "/buckets/{bucket}/tests/{test}", tag = "tests", params(TestPath), request_body(content = Object), responses((status = 200, body = Envelope<TestBody>)))]
pub(super) async fn replace_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    headers: HeaderMap,
    Text(text): Text,
) -> Answer<Value> {
    let expected = if_match(&headers)?;
    let changed = state.app.replace_test(&who, &path.bucket(), path.test(), &text, expected).await?;
    Ok(ok(test(&state, &changed)))
}
