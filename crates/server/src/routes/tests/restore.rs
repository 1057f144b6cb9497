//! `POST /buckets/{bucket}/tests/{test}/revisions/{revision}/restore`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestRevisionPath,
    shape::test::{TestBody, test},
    state::ServerState,
};

/// Make a saved definition the current one
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/revisions/{revision}/restore", tag = "tests", params(TestRevisionPath), responses((status = 200, body = Envelope<TestBody>)))]
pub(super) async fn restore_test_revision(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestRevisionPath>,
) -> Answer<Value> {
    let restored = state.app.restore_test(&who, &path.bucket(), path.test(), path.revision()).await?;
    Ok(ok(test(&state, &restored)))
}
