//! `GET /buckets/{bucket}/tests/{test}/export`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{definition::ExportBody, path::TestPath},
    state::ServerState,
};

/// Export a test in Runscope's format
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/export", tag = "tests", params(TestPath), responses((status = 200, body = Envelope<ExportBody>)))]
pub(super) async fn export_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Value> {
    Ok(ok(state.app.export_test(&who, &path.bucket(), path.test()).await?))
}
