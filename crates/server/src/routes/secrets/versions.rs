//! `/secrets/{secret}/versions`: that there were values, never which.

use axum::extract::State;
use serde::Serialize;
use tacit_app::VersionInfo;
use tacit_spec::SecretId;
use utoipa::ToSchema;

use super::SecretBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
    time::seconds,
};

/// A value a secret has, had or will have.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretVersionBody {
    /// Counts the values, from 1.
    version: i64,
    /// `next`, `current` or `previous`.
    #[schema(value_type = String)]
    state: &'static str,
    /// Since when runs use it, or, of the next one, since when it waits: Unix seconds.
    since: f64,
}

impl From<VersionInfo> for SecretVersionBody {
    fn from(VersionInfo { version, state, since }: VersionInfo) -> Self {
        Self { version, state, since: seconds(since) }
    }
}

/// The values of a secret that are kept, newest first
///
/// Values of before are kept as long as results may be that were made with them, and are looked for in new ones. Only the
/// owner.
#[utoipa::path(get, path = "/secrets/{secret}/versions", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<Vec<SecretVersionBody>>)))]
pub(super) async fn list_secret_versions(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<Vec<SecretVersionBody>> {
    Ok(ok(state.app.secret_versions(&who, secret).await?.into_iter().map(Into::into).collect()))
}

/// Make a value of before the current one again
///
/// It gets a new number. Only the owner.
#[utoipa::path(post, path = "/secrets/{secret}/versions/{version}/restore", tag = "secrets",
    params(("secret" = uuid::Uuid, Path), ("version" = i64, Path)),
    responses((status = 200, body = Envelope<SecretBody>),
              (status = 409, description = "it is no value of before that is kept, or a next value waits")))]
pub(super) async fn restore_secret_version(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((secret, version)): Path<(SecretId, i64)>,
) -> Answer<SecretBody> {
    Ok(ok(state.app.restore_secret_value(&who, secret, version).await?.into()))
}
