//! `GET /buckets/{bucket}/tests/{test}/results/latest`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::TestPath,
    shape::result::ResultDetailBody,
    state::ServerState,
};

/// The newest run
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/results/latest", tag = "results", params(TestPath), responses((status = 200, body = Envelope<ResultDetailBody>)))]
pub(super) async fn get_latest_result(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
) -> Answer<ResultDetailBody> {
    let detail = state.app.result(&who, &path.bucket(), path.test(), None).await?;
    Ok(ok(ResultDetailBody::new(&state, detail)))
}
