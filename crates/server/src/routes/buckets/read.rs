//! `GET /buckets/{bucket}`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::bucket::BucketBody,
    shape::path::BucketPath,
    state::ServerState,
};

/// A bucket
#[utoipa::path(get, path = "/buckets/{bucket}", tag = "buckets", params(BucketPath), responses((status = 200, body = Envelope<BucketBody>)))]
pub(super) async fn get_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<BucketBody> {
    Ok(ok(BucketBody::new(&state, state.app.view_bucket(&who, &path.bucket()).await?)))
}
