//! `GET /buckets/{bucket}/secret-names`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::UsableName;
use tacit_spec::BucketKey;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// A name that tests of the bucket can use.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretNameBody {
    name: String,
    /// `team` or `bucket`.
    scope: &'static str,
}

impl From<UsableName> for SecretNameBody {
    fn from(usable: UsableName) -> Self {
        Self { name: usable.name, scope: if usable.of_team { "team" } else { "bucket" } }
    }
}

/// The names of secrets that tests of a bucket can use
///
/// For whoever writes tests: names only.
#[utoipa::path(get, path = "/buckets/{bucket}/secret-names", tag = "secrets", params(("bucket" = String, Path)),
    responses((status = 200, body = Envelope<Vec<SecretNameBody>>)))]
pub(super) async fn list_secret_names(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
) -> Answer<Vec<SecretNameBody>> {
    Ok(ok(state.app.secret_names(&who, &bucket).await?.into_iter().map(Into::into).collect()))
}
