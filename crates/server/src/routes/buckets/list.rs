//! `GET /buckets`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    shape::bucket::BucketBody,
    state::ServerState,
};

/// List the buckets you can see
#[utoipa::path(get, path = "/buckets", tag = "buckets", params(), responses((status = 200, body = Envelope<Vec<BucketBody>>)))]
pub(super) async fn list_buckets(
    State(state): State<ServerState>,
    Caller(who): Caller,
) -> Answer<Vec<BucketBody>> {
    let buckets = state.app.buckets(&who).await?;
    Ok(ok(buckets.into_iter().map(|bucket| BucketBody::new(&state, bucket)).collect()))
}
