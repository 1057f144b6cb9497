//! `GET /buckets/{bucket}/export`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{definition::ExportBody, path::BucketPath},
    state::ServerState,
};

/// Export all tests of a bucket
#[utoipa::path(get, path = "/buckets/{bucket}/export", tag = "buckets", params(BucketPath), responses((status = 200, body = Envelope<Vec<ExportBody>>)))]
pub(super) async fn export_bucket(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
) -> Answer<Vec<Value>> {
    Ok(ok(state.app.export_bucket(&who, &path.bucket()).await?))
}
