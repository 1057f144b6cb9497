//! `GET /buckets/{bucket}/tests/{test}/schedules`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestPath,
    shape::schedule::ScheduleBody,
    state::ServerState,
};

/// List the schedules of a test, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/schedules", tag = "schedules", params(TestPath), responses((status = 200, body = Envelope<Vec<ScheduleBody>>)))]
pub(super) async fn list_schedules(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<Vec<ScheduleBody>> {
    let found = state.app.schedules(&who, &path.bucket(), path.test()).await?;
    Ok(ok(found.iter().map(ScheduleBody::new).collect()))
}
