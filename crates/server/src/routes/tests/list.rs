//! `GET /buckets/{bucket}/tests`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::Deserialize;
use std::collections::HashMap;
use tacit_app::TestSummary;
use utoipa::IntoParams;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    routes::tests::metrics::timeframe,
    shape::path::BucketPath,
    shape::{page::PageQuery, test_summary::TestSummaryBody},
    state::ServerState,
};

/// What to list beside each test.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// `activity`: the strip of recent runs, success and response times.
    include: Option<String>,
    /// Of the activity: `hour`, `day`, `week` or `month`.
    timeframe: Option<String>,
}

/// Bars of the strip.
const STRIP: u32 = 35;

/// List the tests of a bucket, oldest first
#[utoipa::path(get, path = "/buckets/{bucket}/tests", tag = "tests", params(BucketPath, PageQuery, ListQuery), responses((status = 200, body = Envelope<Vec<TestSummaryBody>>)))]
pub(super) async fn list_tests(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<BucketPath>,
    Params(page): Params<PageQuery>,
    Params(query): Params<ListQuery>,
) -> Answer<Vec<TestSummaryBody>> {
    let bucket = path.bucket();
    let with_activity =
        query.include.as_deref().is_some_and(|parts| parts.split(',').any(|part| part == "activity"));
    let bars = if with_activity { STRIP } else { 1 };
    let tests = state.app.tests(&who, &bucket, page.page(), bars).await?;
    let mut activity = HashMap::new();
    if with_activity {
        let frame = timeframe(query.timeframe.as_deref())?;
        let ids = tests.iter().map(|test| test.test.id).collect();
        activity = state.app.activity(&who, &bucket, ids, frame, None).await?;
    }
    let body = |test: TestSummary| {
        let activity = activity.get(&test.test.id).copied();
        TestSummaryBody::new(&state, test, activity)
    };
    Ok(ok(tests.into_iter().map(body).collect()))
}
