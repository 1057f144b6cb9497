//! `GET /buckets/{bucket}/maintenance/{window}`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::maintenance::MaintenanceBody,
    shape::path::MaintenancePath,
    state::ServerState,
};

/// One maintenance window
#[utoipa::path(get, path = "/buckets/{bucket}/maintenance/{window}", tag = "maintenance", params(MaintenancePath), responses((status = 200, body = Envelope<MaintenanceBody>)))]
pub(super) async fn get_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<MaintenancePath>,
) -> Answer<MaintenanceBody> {
    let found = state.app.maintenance_window(&who, &path.bucket(), path.window()).await?;
    Ok(ok(MaintenanceBody::new(&found)))
}
