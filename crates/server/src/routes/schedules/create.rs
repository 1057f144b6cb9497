//! `POST /buckets/{bucket}/tests/{test}/schedules`.

use axum::extract::State;

use super::body::ScheduleInput;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    shape::path::TestPath,
    shape::schedule::ScheduleBody,
    state::ServerState,
};

/// Add a schedule to a test: it runs at once for the first time
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/schedules", tag = "schedules", params(TestPath), request_body = ScheduleInput, responses((status = 201, body = Envelope<ScheduleBody>)))]
pub(super) async fn create_schedule(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Body(input): Body<ScheduleInput>,
) -> Answer<ScheduleBody> {
    let made = state.app.create_schedule(&who, &path.bucket(), path.test(), input.change()?).await?;
    Ok(created(ScheduleBody::new(&made)))
}
