//! `POST /buckets/{bucket}/maintenance`.

use axum::extract::State;

use super::body::MaintenanceInput;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    shape::maintenance::MaintenanceBody,
    shape::path::BucketPath,
    state::ServerState,
};

/// Add a maintenance window to a bucket
#[utoipa::path(post, path = "/buckets/{bucket}/maintenance", tag = "maintenance", params(BucketPath), request_body = MaintenanceInput, responses((status = 201, body = Envelope<MaintenanceBody>)))]
pub(super) async fn create_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Body(input): Body<MaintenanceInput>,
) -> Answer<MaintenanceBody> {
    let made = state.app.create_maintenance(&who, &path.bucket(), input.change()?).await?;
    Ok(created(MaintenanceBody::new(&made)))
}
