//! `GET .../secrets/{secret}`.

use axum::extract::State;
use tacit_app::{SecretScope, Who};
use tacit_spec::{BucketKey, SecretId, TeamId};

use super::SecretBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// One secret of a team
///
/// Only the owner.
#[utoipa::path(get, path = "/teams/{team}/secrets/{secret}", tag = "secrets",
    params(("team" = uuid::Uuid, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretBody>)))]
pub(super) async fn get_team_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, secret)): Path<(TeamId, SecretId)>,
) -> Answer<SecretBody> {
    show(&state, &who, &SecretScope::Team(team), secret).await
}

/// One secret of a bucket
///
/// Only the owner.
#[utoipa::path(get, path = "/buckets/{bucket}/secrets/{secret}", tag = "secrets",
    params(("bucket" = String, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretBody>)))]
pub(super) async fn get_bucket_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, secret)): Path<(BucketKey, SecretId)>,
) -> Answer<SecretBody> {
    show(&state, &who, &SecretScope::Bucket(bucket), secret).await
}

async fn show(state: &ServerState, who: &Who, scope: &SecretScope, secret: SecretId) -> Answer<SecretBody> {
    Ok(ok(state.app.secret(who, scope, secret).await?.into()))
}
