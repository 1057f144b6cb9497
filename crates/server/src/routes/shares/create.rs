//! `POST /buckets/{bucket}/shares`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::{AppError, NewShare, ShareKind};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    shape::path::BucketPath,
    shape::share::ShareBody,
    state::ServerState,
};

/// What a link shall show. A misspelt limit would be none, so no other field is taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewShareBody {
    /// `result`: one result; `badge`: how a test or the bucket stands; `feed`: what fails and recovers in the bucket.
    kind: String,
    /// The test of a result, or of a badge; a badge without is of the bucket.
    test_id: Option<Uuid>,
    /// The run of a result.
    test_run_id: Option<Uuid>,
    /// 1 to 90 days from now. Left out: a result's counts for 7 days, the others until they are withdrawn.
    expires_in_days: Option<u32>,
}

/// Make a link for readers outside the team; what has one already keeps it
#[utoipa::path(post, path = "/buckets/{bucket}/shares", tag = "shares", params(BucketPath), request_body = NewShareBody, responses((status = 201, body = Envelope<ShareBody>)))]
pub(super) async fn create_share(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Body(body): Body<NewShareBody>,
) -> Answer<ShareBody> {
    let kinds = [ShareKind::Result, ShareKind::Badge, ShareKind::Feed];
    let kind = kinds.into_iter().find(|kind| kind.as_str() == body.kind).ok_or_else(|| {
        AppError::invalid("kind", "there is no such kind of link: choose `result`, `badge` or `feed`")
    })?;
    let new = NewShare {
        kind,
        test: body.test_id.map(Into::into),
        run: body.test_run_id.map(Into::into),
        days: body.expires_in_days,
    };
    let made = state.app.create_share(&who, &path.bucket(), new).await?;
    Ok(created(ShareBody::new(&state, made)))
}
