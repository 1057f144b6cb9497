//! `POST /buckets/{bucket}/import`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::Path,
    shape::path::BucketPath,
    state::ServerState,
    text::Text,
};

/// A test that was added.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportedBody {
    id: Uuid,
    name: String,
}

/// Import tests: one or a list, JSON or YAML; all or none
#[utoipa::path(post, path = "/buckets/{bucket}/import", tag = "buckets", params(BucketPath), request_body(content = String, content_type = "application/json"), responses((status = 201, body = Envelope<Vec<ImportedBody>>)))]
pub(super) async fn import_tests(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Text(text): Text,
) -> Answer<Vec<ImportedBody>> {
    let imported = state.app.import(&who, &path.bucket(), &text).await?;
    Ok(created(imported.into_iter().map(|(id, name)| ImportedBody { id: id.0, name }).collect()))
}
