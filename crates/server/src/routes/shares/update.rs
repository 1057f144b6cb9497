//! `PUT /buckets/{bucket}/shares/{share}`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    shape::path::SharePath,
    shape::share::ShareBody,
    state::ServerState,
};

/// What can be changed of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareChange {
    /// 1 to 90 days from now. Left out: a result's counts for 7 days, the others until they are withdrawn.
    expires_in_days: Option<u32>,
}

/// Let a link count for longer or shorter
#[utoipa::path(put, path = "/buckets/{bucket}/shares/{share}", tag = "shares", params(SharePath), request_body = ShareChange, responses((status = 200, body = Envelope<ShareBody>)))]
pub(super) async fn update_share(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SharePath>,
    Body(change): Body<ShareChange>,
) -> Answer<ShareBody> {
    let changed = state.app.extend_share(&who, &path.bucket(), path.share(), change.expires_in_days).await?;
    Ok(ok(ShareBody::new(&state, changed)))
}
