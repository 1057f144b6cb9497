//! `GET /buckets/{bucket}/pauses`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::BucketPath,
    shape::schedule::PausesBody,
    state::ServerState,
};

/// What rests in a bucket: its schedules are not run
#[utoipa::path(get, path = "/buckets/{bucket}/pauses", tag = "schedules", params(BucketPath), responses((status = 200, body = Envelope<PausesBody>)))]
pub(super) async fn get_pauses(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<PausesBody> {
    Ok(ok(PausesBody::new(&state.app.rests(&who, &path.bucket()).await?)))
}
