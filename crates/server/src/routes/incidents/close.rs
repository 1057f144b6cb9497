//! `POST /buckets/{bucket}/incidents/{incident}/close`.

use axum::extract::State;
use tacit_spec::{BucketKey, IncidentId};

use super::body::IncidentDetailBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    state::ServerState,
};

/// Say that an incident is over
///
/// For one whose end no run will bring, as when a location was taken away. Every channel that was told of it hears of its end; what
/// fails after that opens another one.
#[utoipa::path(post, path = "/buckets/{bucket}/incidents/{incident}/close", tag = "incidents",
    params(("bucket" = String, Path), ("incident" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<IncidentDetailBody>), (status = 409, description = "it is over")))]
pub(super) async fn close_incident(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path((bucket, incident)): Path<(BucketKey, IncidentId)>,
) -> Answer<IncidentDetailBody> {
    Ok(ok(state.app.close_incident(&who, &bucket, incident).await?.into()))
}
