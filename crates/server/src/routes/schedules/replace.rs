//! `PUT /buckets/{bucket}/tests/{test}/schedules/{schedule}`.

use axum::extract::State;

use super::body::ScheduleInput;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    shape::path::SchedulePath,
    shape::schedule::ScheduleBody,
    state::ServerState,
};

/// Change a schedule: with another time or environment it begins anew
#[utoipa::path(put, path = "/buckets/{bucket}/tests/{test}/schedules/{schedule}", tag = "schedules", params(SchedulePath), request_body = ScheduleInput, responses((status = 200, body = Envelope<ScheduleBody>)))]
pub(super) async fn replace_schedule(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<SchedulePath>,
    Body(input): Body<ScheduleInput>,
) -> Answer<ScheduleBody> {
    let (bucket, change) = (path.bucket(), input.change()?);
    let changed = state.app.change_schedule(&who, &bucket, path.test(), path.schedule(), change).await?;
    Ok(ok(ScheduleBody::new(&changed)))
}
