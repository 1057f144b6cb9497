//! `PUT .../secrets/{secret}`.

use axum::extract::State;
use serde::{Deserialize, de::IgnoredAny};
use tacit_app::{Confidential, SecretChange, SecretScope, Who};
use tacit_spec::{BucketKey, SecretId, TeamId};
use utoipa::ToSchema;

use super::{FromBody, SecretBody, VisibilityName, new_value};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path, given},
    state::ServerState,
    time::given_time,
};

/// What to change; what is left out stays, and what was read of one may be sent back as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretChangeBody {
    /// A new name. Tests that use the old one are not changed along.
    name: Option<String>,
    /// A new value.
    #[schema(value_type = Option<String>, format = Password, write_only, min_length = 1)]
    value: Option<Confidential>,
    /// Instead of a new value, where it is kept from now on.
    from: Option<FromBody>,
    /// A new description; null or empty removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// `strict` or `redact`.
    #[schema(value_type = Option<VisibilityName>)]
    visibility: Option<String>,
    /// Other hosts it may be sent to; an empty list makes it a plain secret.
    allowed_hosts: Option<Vec<String>>,
    /// When the value stops working at its issuer, Unix seconds; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    expires_at: Option<Option<f64>>,

    // What answers show and nobody sets.
    #[serde(default, rename = "secret_uuid")]
    #[schema(ignore)]
    _secret_uuid: IgnoredAny,
    #[serde(default, rename = "version")]
    #[schema(ignore)]
    _version: IgnoredAny,
    #[serde(default, rename = "created_at")]
    #[schema(ignore)]
    _created_at: IgnoredAny,
    #[serde(default, rename = "updated_at")]
    #[schema(ignore)]
    _updated_at: IgnoredAny,
    #[serde(default, rename = "last_used_at")]
    #[schema(ignore)]
    _last_used_at: IgnoredAny,
    #[serde(default, rename = "trouble")]
    #[schema(ignore)]
    _trouble: IgnoredAny,
    #[serde(default, rename = "next")]
    #[schema(ignore)]
    _next: IgnoredAny,
    #[serde(default, rename = "used_by")]
    #[schema(ignore)]
    _used_by: IgnoredAny,
    #[serde(default, rename = "stands_in")]
    #[schema(ignore)]
    _stands_in: IgnoredAny,
    #[serde(default, rename = "echoed_in")]
    #[schema(ignore)]
    _echoed_in: IgnoredAny,
}

/// Change a secret of a team
///
/// Only the owner.
#[utoipa::path(put, path = "/teams/{team}/secrets/{secret}", tag = "secrets",
    params(("team" = uuid::Uuid, Path), ("secret" = uuid::Uuid, Path)),
    request_body = SecretChangeBody, responses((status = 200, body = Envelope<SecretBody>)))]
pub(super) async fn update_team_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((team, secret)): Path<(TeamId, SecretId)>,
    Body(body): Body<SecretChangeBody>,
) -> Answer<SecretBody> {
    update(&state, &who, &SecretScope::Team(team), secret, body).await
}

/// Change a secret of a bucket
///
/// Only the owner.
#[utoipa::path(put, path = "/buckets/{bucket}/secrets/{secret}", tag = "secrets",
    params(("bucket" = String, Path), ("secret" = uuid::Uuid, Path)),
    request_body = SecretChangeBody, responses((status = 200, body = Envelope<SecretBody>)))]
pub(super) async fn update_bucket_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, secret)): Path<(BucketKey, SecretId)>,
    Body(body): Body<SecretChangeBody>,
) -> Answer<SecretBody> {
    update(&state, &who, &SecretScope::Bucket(bucket), secret, body).await
}

async fn update(
    state: &ServerState,
    who: &Who,
    scope: &SecretScope,
    secret: SecretId,
    body: SecretChangeBody,
) -> Answer<SecretBody> {
    let SecretChangeBody { name, value, from, description, visibility, allowed_hosts, expires_at, .. } = body;
    let value = new_value(value, from)?;
    let time = |at: Option<f64>| at.map(|at| given_time("expires_at", at)).transpose();
    let expires_at = expires_at.map(time).transpose()?;
    let change = SecretChange { name, value, description, visibility, allowed_hosts, expires_at };
    Ok(ok(state.app.update_secret(who, scope, secret, change).await?.into()))
}
