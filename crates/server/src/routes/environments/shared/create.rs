//! `POST /buckets/{bucket}/environments`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::environment::{EnvironmentBody, environment},
    shape::path::BucketPath,
    state::ServerState,
    text::Text,
};

/// Add one to the shared environments of a bucket
#[utoipa::path(post, path = "/buckets/{bucket}/environments", tag = "environments", params(BucketPath), request_body(content = Object), responses((status = 201, body = Envelope<EnvironmentBody>)))]
pub(super) async fn create_shared_environment(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Text(text): Text,
) -> Answer<Value> {
    let made = state.app.create_environment(&who, &path.bucket(), None, &text).await?;
    Ok(created(environment(&made)))
}
