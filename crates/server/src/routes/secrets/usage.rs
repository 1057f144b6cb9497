//! `GET .../secrets/{secret}/usage`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{SecretPlace, SecretScope, SecretUsage, SecretUse, Who};
use tacit_spec::{BucketKey, EnvironmentId, SecretId, TeamId, TestId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
    time::seconds,
};

/// Where a secret is used, and whether it can be deleted without harm.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretUsageBody {
    /// Whether nothing names it, and nothing makes a name in a run that may be its own.
    safe_to_delete: bool,
    /// What names it.
    uses: Vec<SecretUseBody>,
    /// What reads a secret whose name is known in a run only.
    computed: Vec<SecretUseBody>,
}

impl From<SecretUsage> for SecretUsageBody {
    fn from(usage: SecretUsage) -> Self {
        let safe_to_delete = usage.is_unused();
        let bodies = |uses: Vec<SecretUse>| uses.into_iter().map(Into::into).collect();
        Self { safe_to_delete, uses: bodies(usage.uses), computed: bodies(usage.computed) }
    }
}

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
    /// The hosts its steps send it to, as they are written: `api.example.com`, `{{base_url}}`.
    hosts: Vec<String>,
    /// Where the test runs, in its default environment.
    locations: Vec<String>,
    /// When the test passed last, Unix seconds.
    last_passed_at: Option<f64>,
}

impl From<SecretUse> for SecretUseBody {
    fn from(found: SecretUse) -> Self {
        let SecretUse { bucket, bucket_name, place, places, hosts, locations, last_passed_at } = found;
        let SecretPlace { test, environment } = place;
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
            hosts,
            locations,
            last_passed_at: last_passed_at.map(seconds),
        }
    }
}

/// Which tests and environments use a secret of a team
///
/// Only the owner.
#[utoipa::path(get, path = "/teams/{team}/secrets/{secret}/usage", tag = "secrets",
    params(("team" = uuid::Uuid, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretUsageBody>)))]
pub(super) async fn get_team_secret_usage(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, secret)): Path<(TeamId, SecretId)>,
) -> Answer<SecretUsageBody> {
    usage(&state, &who, &SecretScope::Team(team), secret).await
}

/// Which tests and environments use a secret of a bucket
///
/// Only the owner.
#[utoipa::path(get, path = "/buckets/{bucket}/secrets/{secret}/usage", tag = "secrets",
    params(("bucket" = String, Path), ("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretUsageBody>)))]
pub(super) async fn get_bucket_secret_usage(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, secret)): Path<(BucketKey, SecretId)>,
) -> Answer<SecretUsageBody> {
    usage(&state, &who, &SecretScope::Bucket(bucket), secret).await
}

async fn usage(
    state: &ServerState,
    who: &Who,
    scope: &SecretScope,
    secret: SecretId,
) -> Answer<SecretUsageBody> {
    Ok(ok(state.app.secret_usage(who, scope, secret).await?.into()))
}
