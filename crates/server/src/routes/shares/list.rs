//! `GET /buckets/{bucket}/shares`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::Deserialize;
use tacit_spec::RunId;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::path::BucketPath,
    shape::share::ShareBody,
    state::ServerState,
};

/// Which links to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SharesQuery {
    /// Only the link to the result of this run.
    test_run_id: Option<Uuid>,
}

/// List the links of a bucket that count, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/shares", tag = "shares", params(BucketPath, SharesQuery), responses((status = 200, body = Envelope<Vec<ShareBody>>)))]
pub(super) async fn list_shares(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Params(query): Params<SharesQuery>,
) -> Answer<Vec<ShareBody>> {
    let shares = state.app.shares(&who, &path.bucket(), query.test_run_id.map(RunId)).await?;
    Ok(ok(shares.into_iter().map(|share| ShareBody::new(&state, share)).collect()))
}
