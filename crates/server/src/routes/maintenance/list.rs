//! `GET /buckets/{bucket}/maintenance`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::maintenance::MaintenanceBody,
    shape::path::BucketPath,
    state::ServerState,
};

/// List the maintenance windows of a bucket, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/maintenance", tag = "maintenance", params(BucketPath), responses((status = 200, body = Envelope<Vec<MaintenanceBody>>)))]
pub(super) async fn list_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<Vec<MaintenanceBody>> {
    let found = state.app.maintenance(&who, &path.bucket()).await?;
    Ok(ok(found.iter().map(MaintenanceBody::new).collect()))
}
