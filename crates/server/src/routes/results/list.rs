//! `GET /buckets/{bucket}/tests/{test}/results`.

#![expect(unused_qualifications, reason = "utoipa writes the types of parameters with their paths")]

use axum::extract::State;
use serde::Deserialize;
use tacit_app::AppError;
use utoipa::IntoParams;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::{Params, Path},
    shape::path::TestPath,
    shape::result::ResultBody,
    state::ServerState,
    time::micros,
};

/// Which runs to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResultsQuery {
    /// 10 when not given, 50 at most.
    count: Option<usize>,
    /// Asked for after this time, Unix seconds.
    since: Option<f64>,
    /// Asked for before this time, Unix seconds; not together with `since`.
    before: Option<f64>,
}

/// List the runs of a test, newest first
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/results", tag = "results", params(TestPath, ResultsQuery), responses((status = 200, body = Envelope<Vec<ResultBody>>)))]
pub(super) async fn list_results(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Params(query): Params<ResultsQuery>,
) -> Answer<Vec<ResultBody>> {
    let time = |at: Option<f64>, name: &str| match at {
        None => Ok(None),
        Some(at) => {
            micros(at).map(Some).ok_or_else(|| AppError::invalid(name, "this is no time in Unix seconds"))
        }
    };
    let period = (time(query.since, "since")?, time(query.before, "before")?);
    let results = state.app.results(&who, &path.bucket(), path.test(), period, query.count).await?;
    Ok(ok(results.iter().map(|view| ResultBody::new(&state, view)).collect()))
}
