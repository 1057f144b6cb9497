//! `DELETE .../secrets/{secret}`.

use axum::{extract::State, http::StatusCode};
use tacit_app::{SecretScope, Who};
use tacit_spec::{BucketKey, SecretId, TeamId};

use crate::{caller::Caller, envelope::ApiError, input::Path, state::ServerState};

/// Delete a secret of a team
///
/// Tests that use it fail from then on. Only the owner.
#[utoipa::path(delete, path = "/teams/{team}/secrets/{secret}", tag = "secrets",
    params(("team" = uuid::Uuid, Path), ("secret" = uuid::Uuid, Path)), responses((status = 204)))]
pub(super) async fn delete_team_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, secret)): Path<(TeamId, SecretId)>,
) -> Result<StatusCode, ApiError> {
    remove(&state, &who, &SecretScope::Team(team), secret).await
}

/// Delete a secret of a bucket
///
/// Tests that use it fail from then on. Only the owner.
#[utoipa::path(delete, path = "/buckets/{bucket}/secrets/{secret}", tag = "secrets",
    params(("bucket" = String, Path), ("secret" = uuid::Uuid, Path)), responses((status = 204)))]
pub(super) async fn delete_bucket_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, secret)): Path<(BucketKey, SecretId)>,
) -> Result<StatusCode, ApiError> {
    remove(&state, &who, &SecretScope::Bucket(bucket), secret).await
}

async fn remove(
    state: &ServerState,
    who: &Who,
    scope: &SecretScope,
    secret: SecretId,
) -> Result<StatusCode, ApiError> {
    state.app.delete_secret(who, scope, secret).await?;
    Ok(StatusCode::NO_CONTENT)
}
