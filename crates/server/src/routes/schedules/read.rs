//! `GET /buckets/{bucket}/tests/{test}/schedules/{schedule}`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::SchedulePath,
    shape::schedule::ScheduleBody,
    state::ServerState,
};

/// One schedule of a test
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/schedules/{schedule}", tag = "schedules", params(SchedulePath), responses((status = 200, body = Envelope<ScheduleBody>)))]
pub(super) async fn get_schedule(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SchedulePath>,
) -> Answer<ScheduleBody> {
    let found = state.app.schedule(&who, &path.bucket(), path.test(), path.schedule()).await?;
    Ok(ok(ScheduleBody::new(&found)))
}
