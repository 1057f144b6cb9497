//! `POST /buckets/{bucket}/maintenance/{window}/end`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::maintenance::MaintenanceBody,
    shape::path::MaintenancePath,
    state::ServerState,
};

/// End a maintenance window that is open before its time: one that repeats opens again
#[utoipa::path(post, path = "/buckets/{bucket}/maintenance/{window}/end", tag = "maintenance", params(MaintenancePath), responses((status = 200, body = Envelope<MaintenanceBody>)))]
pub(super) async fn end_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<MaintenancePath>,
) -> Answer<MaintenanceBody> {
    let ended = state.app.end_maintenance(&who, &path.bucket(), path.window()).await?;
    Ok(ok(MaintenanceBody::new(&ended)))
}
