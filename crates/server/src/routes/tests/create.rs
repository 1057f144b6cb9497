//! `POST /buckets/{bucket}/tests`.

use axum::extract::State;
use serde_json::Value;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::path::BucketPath,
    shape::test::{TestBody, test},
    state::ServerState,
    text::Text,
};

/// Add a test: a whole definition, or just `name` and `description`
#[utoipa::path(post, path = "/buckets/{bucket}/tests", tag = "tests", params(BucketPath), request_body(content = Object), responses((status = 201, body = Envelope<TestBody>)))]
pub(super) async fn create_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Text(text): Text,
) -> Answer<Value> {
    let created_test = state.app.create_test(&who, &path.bucket(), &text).await?;
    Ok(created(test(&state, &created_test)))
}
