//! `GET /buckets/{bucket}/environments/{environment}/revisions`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::EnvironmentPath,
    shape::revision::RevisionBody,
    state::ServerState,
};

/// List the saved definitions of an environment, newest first
#[utoipa::path(get, path = "/buckets/{bucket}/environments/{environment}/revisions", tag = "environments", params(EnvironmentPath), responses((status = 200, body = Envelope<Vec<RevisionBody>>)))]
pub(super) async fn list_environment_revisions(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<EnvironmentPath>,
) -> Answer<Vec<RevisionBody>> {
    let revisions = state.app.environment_revisions(&who, &path.bucket(), path.environment()).await?;
    Ok(ok(revisions.iter().map(RevisionBody::new).collect()))
}
