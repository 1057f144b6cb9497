//! `POST /buckets/{bucket}/reset-trigger`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::bucket::BucketBody,
    shape::path::BucketPath,
    state::ServerState,
};

/// Make a new trigger URL; the old one stops working
#[utoipa::path(post, path = "/buckets/{bucket}/reset-trigger", tag = "buckets", params(BucketPath), responses((status = 200, body = Envelope<BucketBody>)))]
pub(super) async fn reset_bucket_trigger(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<BucketBody> {
    let bucket = state.app.reset_bucket_trigger(&who, &path.bucket()).await?;
    Ok(ok(BucketBody::new(&state, bucket)))
}
