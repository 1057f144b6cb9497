//! `POST /buckets/{bucket}/tests/{test}/reset-trigger`.

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

/// Make a new trigger URL; the old one stops working
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/reset-trigger", tag = "tests", params(TestPath), responses((status = 200, body = Envelope<TestBody>)))]
pub(super) async fn reset_trigger(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Value> {
    let changed = state.app.reset_trigger(&who, &path.bucket(), path.test()).await?;
    Ok(ok(test(&state, &changed)))
}
