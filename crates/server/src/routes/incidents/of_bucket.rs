//! `GET /buckets/{bucket}/incidents`.

use axum::extract::State;
use tacit_spec::BucketKey;

use super::body::IncidentBody;
use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::page::PageQuery,
    state::ServerState,
};

/// The incidents of a bucket: open ones first, then the newest
#[utoipa::path(get, path = "/buckets/{bucket}/incidents", tag = "incidents", params(("bucket" = String, Path), PageQuery),
    responses((status = 200, body = Envelope<Vec<IncidentBody>>)))]
pub(super) async fn list_bucket_incidents(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(bucket): Path<BucketKey>,
    Params(page): Params<PageQuery>,
) -> Answer<Vec<IncidentBody>> {
    let found = state.app.bucket_incidents(&who, &bucket, page.page()).await?;
    Ok(ok(found.into_iter().map(Into::into).collect()))
}
