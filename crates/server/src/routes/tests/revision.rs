//! `GET /buckets/{bucket}/tests/{test}/revisions/{revision}`.

use axum::extract::State;
use tacit_spec::TestDefinition;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestRevisionPath,
    shape::revision::RevisionDetail,
    state::ServerState,
};

/// A saved definition of a test
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/revisions/{revision}", tag = "tests", params(TestRevisionPath), responses((status = 200, body = Envelope<RevisionDetail>)))]
pub(super) async fn get_test_revision(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestRevisionPath>,
) -> Answer<RevisionDetail> {
    let view = state.app.test_revision(&who, &path.bucket(), path.test(), path.revision()).await?;
    Ok(ok(RevisionDetail::new(&view, TestDefinition::to_api)))
}
