//! `GET /buckets/{bucket}/incidents/{incident}`.

use axum::extract::State;
use tacit_spec::{BucketKey, IncidentId};

use super::body::IncidentDetailBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// One incident with its timeline
#[utoipa::path(get, path = "/buckets/{bucket}/incidents/{incident}", tag = "incidents",
    params(("bucket" = String, Path), ("incident" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<IncidentDetailBody>)))]
pub(super) async fn get_incident(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, incident)): Path<(BucketKey, IncidentId)>,
) -> Answer<IncidentDetailBody> {
    Ok(ok(state.app.incident(&who, &bucket, incident).await?.into()))
}
