//! `GET .../secrets`.

use axum::extract::State;
use tacit_app::{SecretScope, Who};
use tacit_spec::{BucketKey, TeamId};

use super::SecretBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// The secrets of a team
///
/// Only the owner.
#[utoipa::path(get, path = "/teams/{team}/secrets", tag = "secrets", params(("team" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<SecretBody>>), (status = 403, description = "says whom to ask")))]
pub(super) async fn list_team_secrets(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
) -> Answer<Vec<SecretBody>> {
    list(&state, &who, &SecretScope::Team(team)).await
}

/// The secrets of a bucket
///
/// Only the owner.
#[utoipa::path(get, path = "/buckets/{bucket}/secrets", tag = "secrets", params(("bucket" = String, Path)),
    responses((status = 200, body = Envelope<Vec<SecretBody>>), (status = 403, description = "says whom to ask")))]
pub(super) async fn list_bucket_secrets(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
) -> Answer<Vec<SecretBody>> {
    list(&state, &who, &SecretScope::Bucket(bucket)).await
}

async fn list(state: &ServerState, who: &Who, scope: &SecretScope) -> Answer<Vec<SecretBody>> {
    Ok(ok(state.app.secrets(who, scope).await?.into_iter().map(Into::into).collect()))
}
