//! `/secrets/{secret}/next`: a value that waits beside the current one.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::Confidential;
use tacit_spec::SecretId;
use utoipa::ToSchema;

use super::SecretBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    state::ServerState,
};

/// The value that is to come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NextValueInput {
    /// 1 byte to 16 KiB.
    #[schema(value_type = String, format = Password, write_only, min_length = 1)]
    value: Confidential,
}

/// Whether it matters that it was tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromoteInput {
    /// Take it even if no trial was made, or runs of it failed.
    #[serde(default)]
    untried: bool,
}

/// Keep a next value beside the current one
///
/// In place of one that waits already. Runs go on with the current value; results are searched for both. Only the owner.
#[utoipa::path(put, path = "/secrets/{secret}/next", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    request_body = NextValueInput, responses((status = 200, body = Envelope<SecretBody>)))]
pub(super) async fn stage_next_value(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
    Body(body): Body<NextValueInput>,
) -> Answer<SecretBody> {
    Ok(ok(state.app.stage_secret_value(&who, secret, body.value).await?.into()))
}

/// Forget the next value
///
/// Only the owner.
#[utoipa::path(delete, path = "/secrets/{secret}/next", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretBody>), (status = 409, description = "none waits")))]
pub(super) async fn discard_next_value(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretBody> {
    Ok(ok(state.app.discard_next_secret_value(&who, secret).await?.into()))
}

/// Make the next value the current one
///
/// After a trial in which every run passed; without one only when `untried` is true. The value of before is kept, to be
/// looked for and to be restored, as long as results may be that were made with it. Only the owner.
#[utoipa::path(post, path = "/secrets/{secret}/next/promote", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    request_body = PromoteInput,
    responses((status = 200, body = Envelope<SecretBody>),
              (status = 409, description = "none waits, or the trial does not speak for it")))]
pub(super) async fn promote_next_value(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
    Body(body): Body<PromoteInput>,
) -> Answer<SecretBody> {
    Ok(ok(state.app.promote_secret_value(&who, secret, body.untried).await?.into()))
}
