//! `GET /buckets/{bucket}/tests/{test}/revisions`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestPath,
    shape::revision::RevisionBody,
    state::ServerState,
};

/// List the saved definitions of a test, newest first
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/revisions", tag = "tests", params(TestPath), responses((status = 200, body = Envelope<Vec<RevisionBody>>)))]
pub(super) async fn list_test_revisions(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Vec<RevisionBody>> {
    let revisions = state.app.test_revisions(&who, &path.bucket(), path.test()).await?;
    Ok(ok(revisions.iter().map(RevisionBody::new).collect()))
}
