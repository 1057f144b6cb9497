//! `POST /buckets/{bucket}/incidents/{incident}/acknowledge`.

use axum::extract::State;
use tacit_spec::{BucketKey, IncidentId};

use super::body::IncidentDetailBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// Take care of an incident
///
/// Reminders are silent until it is over, or another place fails. PagerDuty, Opsgenie and Splunk On-Call hear of it.
#[utoipa::path(post, path = "/buckets/{bucket}/incidents/{incident}/acknowledge", tag = "incidents",
    params(("bucket" = String, Path), ("incident" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<IncidentDetailBody>), (status = 409, description = "it is over")))]
pub(super) async fn acknowledge_incident(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, incident)): Path<(BucketKey, IncidentId)>,
) -> Answer<IncidentDetailBody> {
    Ok(ok(state.app.acknowledge_incident(&who, &bucket, incident).await?.into()))
}
