//! `PUT /buckets/{bucket}/maintenance/{window}`.

use axum::extract::State;

use super::body::MaintenanceInput;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    shape::maintenance::MaintenanceBody,
    shape::path::MaintenancePath,
    state::ServerState,
};

/// Change a maintenance window
#[utoipa::path(put, path = "/buckets/{bucket}/maintenance/{window}", tag = "maintenance", params(MaintenancePath), request_body = MaintenanceInput, responses((status = 200, body = Envelope<MaintenanceBody>)))]
pub(super) async fn replace_maintenance(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<MaintenancePath>,
    Body(input): Body<MaintenanceInput>,
) -> Answer<MaintenanceBody> {
    let change = input.change()?;
    let changed = state.app.change_maintenance(&who, &path.bucket(), path.window(), change).await?;
    Ok(ok(MaintenanceBody::new(&changed)))
}
