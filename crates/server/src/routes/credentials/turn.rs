//! `POST /buckets/{bucket}/credentials/secret`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::{CredentialAt, TurnedSecret};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    routes::secrets::{SecretBody, VisibilityName},
    shape::path::BucketPath,
    state::ServerState,
};

/// Which credential, and what the secret in its place is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnInput {
    /// As it was listed.
    test_id: Option<Uuid>,
    /// As it was listed.
    environment_id: Option<Uuid>,
    /// As it was listed.
    place: String,
    /// As it was listed; 0 when left out.
    #[serde(default)]
    nth: usize,
    /// The name of the secret.
    name: String,
    /// For every bucket of the team; for this bucket alone when left out.
    #[serde(default)]
    for_team: bool,
    /// `strict`, when left out, or `redact`.
    #[schema(value_type = Option<VisibilityName>)]
    visibility: Option<String>,
    /// The only hosts it may be sent to, which makes it a sealed secret.
    #[serde(default)]
    allowed_hosts: Vec<String>,
}

/// Make a secret of a credential that is written out
///
/// The definition gets `get_secret` in its place, as a new revision. Earlier revisions and results still hold the credential:
/// give the secret a new value at its issuer, too. Only the owner.
#[utoipa::path(post, path = "/buckets/{bucket}/credentials/secret", tag = "secrets", params(BucketPath),
    request_body = TurnInput,
    responses((status = 201, body = Envelope<SecretBody>),
              (status = 409, description = "the name is taken, or the place has another text now")))]
pub(super) async fn turn_into_secret(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Body(body): Body<TurnInput>,
) -> Answer<SecretBody> {
    let TurnInput { test_id, environment_id, place, nth, name, for_team, visibility, allowed_hosts } = body;
    let (test, environment) = (test_id.map(Into::into), environment_id.map(Into::into));
    let at = CredentialAt { test, environment, place, nth };
    let wanted = TurnedSecret { name, for_team, visibility, allowed_hosts };
    Ok(created(state.app.turn_into_secret(&who, &path.bucket(), at, wanted).await?.into()))
}
