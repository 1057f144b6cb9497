//! `GET .../secrets/{secret}/usage`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{SecretPlace, SecretScope, SecretUse, Who};
use tacit_spec::{BucketKey, EnvironmentId, SecretId, TeamId, TestId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// One test or environment that names a secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretUseBody {
    bucket_key: String,
    bucket_name: String,
    /// Null for a shared environment.
    #[schema(value_type = Option<uuid::Uuid>)]
    test_id: Option<TestId>,
    test_name: Option<String>,
    /// Null when it stands in the test's steps.
    #[schema(value_type = Option<uuid::Uuid>)]
    environment_id: Option<EnvironmentId>,
    environment_name: Option<String>,
    /// Such as `steps[0].headers.Authorization[0]`.
    places: Vec<String>,
}

impl From<SecretUse> for SecretUseBody {
    fn from(found: SecretUse) -> Self {
        let SecretUse { bucket, bucket_name, place: SecretPlace { test, environment }, places } = found;
        let (test_id, test_name) = test.unzip();
        let (environment_id, environment_name) = environment.unzip();
        Self {
            bucket_key: bucket.0,
            bucket_name,
            test_id,
            test_name,
            environment_id,
            environment_name,
            places,
        }
    }
}

/// Which tests and environments use a secret of a team
///
/// Only the owner.
#[utoipa::path(get, path = "/teams/{team}/secrets/{secret}/usage", tag = "secrets",
    params(("team" = uuid::Uuid, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<SecretUseBody>>)))]
pub(super) async fn get_team_secret_usage(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, secret)): Path<(TeamId, SecretId)>,
) -> Answer<Vec<SecretUseBody>> {
    usage(&state, &who, &SecretScope::Team(team), secret).await
}

/// Which tests and environments use a secret of a bucket
///
/// Only the owner.
#[utoipa::path(get, path = "/buckets/{bucket}/secrets/{secret}/usage", tag = "secrets",
    params(("bucket" = String, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<SecretUseBody>>)))]
pub(super) async fn get_bucket_secret_usage(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, secret)): Path<(BucketKey, SecretId)>,
) -> Answer<Vec<SecretUseBody>> {
    usage(&state, &who, &SecretScope::Bucket(bucket), secret).await
}

async fn usage(
    state: &ServerState,
    who: &Who,
    scope: &SecretScope,
    secret: SecretId,
) -> Answer<Vec<SecretUseBody>> {
    Ok(ok(state.app.secret_usage(who, scope, secret).await?.into_iter().map(Into::into).collect()))
}
