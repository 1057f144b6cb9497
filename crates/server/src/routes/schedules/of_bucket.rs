//! `GET /buckets/{bucket}/schedules`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::BucketPath,
    shape::schedule::ScheduleBody,
    state::ServerState,
};

/// List the schedules of all tests of a bucket
#[utoipa::path(get, path = "/buckets/{bucket}/schedules", tag = "schedules", params(BucketPath), responses((status = 200, body = Envelope<Vec<ScheduleBody>>)))]
pub(super) async fn list_bucket_schedules(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<Vec<ScheduleBody>> {
    let found = state.app.schedules_of_bucket(&who, &path.bucket()).await?;
    Ok(ok(found.iter().map(ScheduleBody::new).collect()))
}
