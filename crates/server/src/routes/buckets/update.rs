//! `PUT /buckets/{bucket}`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Body, Path},
    shape::bucket::BucketBody,
    shape::path::BucketPath,
    state::ServerState,
};

/// What can be changed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BucketChange {
    /// Unique in the team.
    name: String,
}

/// Rename a bucket
#[utoipa::path(put, path = "/buckets/{bucket}", tag = "buckets", params(BucketPath), request_body = BucketChange, responses((status = 200, body = Envelope<BucketBody>)))]
pub(super) async fn rename_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Body(change): Body<BucketChange>,
) -> Answer<BucketBody> {
    let renamed = state.app.rename_bucket(&who, &path.bucket(), &change.name).await?;
    Ok(ok(BucketBody::new(&state, renamed)))
}
