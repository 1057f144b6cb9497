//! `GET /buckets/{bucket}/tests/{test}`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestPath,
    shape::test::{TestBody, test},
    state::ServerState,
};

/// A test with its steps and environments
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}", tag = "tests", params(TestPath), responses((status = 200, body = Envelope<TestBody>)))]
pub(super) async fn get_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Value> {
    Ok(ok(test(&state, &state.app.test(&who, &path.bucket(), path.test()).await?)))
}
