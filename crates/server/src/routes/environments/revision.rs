//! `GET /buckets/{bucket}/environments/{environment}/revisions/{revision}`.

use axum::extract::State;
use tacit_spec::Environment;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::EnvironmentRevisionPath,
    shape::revision::RevisionDetail,
    state::ServerState,
};

/// A saved definition of an environment
#[utoipa::path(get, path = "/buckets/{bucket}/environments/{environment}/revisions/{revision}", tag = "environments", params(EnvironmentRevisionPath), responses((status = 200, body = Envelope<RevisionDetail>)))]
pub(super) async fn get_environment_revision(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentRevisionPath>,
) -> Answer<RevisionDetail> {
    let (bucket, id) = (path.bucket(), path.environment());
    let view = state.app.environment_revision(&who, &bucket, id, path.revision()).await?;
    Ok(ok(RevisionDetail::new(&view, Environment::to_api)))
}
