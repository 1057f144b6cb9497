//! `POST .../secrets`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::{AppError, Confidential, NewSecret, SecretScope, Who};
use tacit_spec::{BucketKey, TeamId};
use utoipa::ToSchema;

use super::{FromBody, SecretBody, VisibilityName, new_value};
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    state::ServerState,
    time::given_time,
};

/// A secret to make.
///
/// Nothing else may stand there: a misspelt list of hosts would be none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSecretBody {
    /// Letters, digits and `_`, not a digit first; up to 100 characters.
    name: String,
    /// 1 byte to 16 KiB.
    #[schema(value_type = Option<String>, format = Password, write_only, min_length = 1)]
    value: Option<Confidential>,
    /// Instead of a value, where it is kept.
    from: Option<FromBody>,
    /// Up to 255 characters.
    description: Option<String>,
    /// `strict`, when left out, or `redact`.
    #[schema(value_type = Option<VisibilityName>)]
    visibility: Option<String>,
    /// The only hosts it may be sent to, which makes it a sealed secret: hosts as in `api.example.com`, `*.example.com` or
    /// `https://api.example.com:8443`, up to 50. https unless `http://` is written out. Empty or left out for a plain secret.
    allowed_hosts: Option<Vec<String>>,
    /// When the value stops working at its issuer, Unix seconds: the owner is reminded two weeks before.
    expires_at: Option<f64>,
}

/// Make a secret of a team
///
/// Every bucket of the team can use it. Only the owner.
#[utoipa::path(post, path = "/teams/{team}/secrets", tag = "secrets", params(("team" = uuid::Uuid, Path)),
    request_body = NewSecretBody,
    responses((status = 201, body = Envelope<SecretBody>), (status = 409, description = "the name is taken")))]
pub(super) async fn create_team_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(team): Path<TeamId>,
    Body(body): Body<NewSecretBody>,
) -> Answer<SecretBody> {
    create(&state, &who, &SecretScope::Team(team), body).await
}

/// Make a secret of a bucket
///
/// Only tests of the bucket can use it. Only the owner.
#[utoipa::path(post, path = "/buckets/{bucket}/secrets", tag = "secrets", params(("bucket" = String, Path)),
    request_body = NewSecretBody,
    responses((status = 201, body = Envelope<SecretBody>), (status = 409, description = "the name is taken")))]
pub(super) async fn create_bucket_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
    Body(body): Body<NewSecretBody>,
) -> Answer<SecretBody> {
    create(&state, &who, &SecretScope::Bucket(bucket), body).await
}

async fn create(
    state: &ServerState,
    who: &Who,
    scope: &SecretScope,
    body: NewSecretBody,
) -> Answer<SecretBody> {
    let NewSecretBody { name, value, from, description, visibility, allowed_hosts, expires_at } = body;
    let missing =
        || AppError::invalid("value", "value is missing: write it, or with `from` where it is kept");
    let value = new_value(value, from)?.ok_or_else(missing)?;
    let allowed_hosts = allowed_hosts.unwrap_or_default();
    let expires_at = expires_at.map(|at| given_time("expires_at", at)).transpose()?;
    let new = NewSecret { name, value, description, visibility, allowed_hosts, expires_at };
    Ok(created(state.app.create_secret(who, scope, new).await?.into()))
}
