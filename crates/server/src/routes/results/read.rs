//! `GET /buckets/{bucket}/tests/{test}/results/{run}`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::RunPath,
    shape::result::ResultDetailBody,
    state::ServerState,
};

/// A run with all that may be known of it
#[utoipa::path(get, path = "/buckets/{bucket}/tests/{test}/results/{run}", tag = "results", params(RunPath), responses((status = 200, body = Envelope<ResultDetailBody>)))]
pub(super) async fn get_result(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<RunPath>,
) -> Answer<ResultDetailBody> {
    let detail = state.app.result(&who, &path.bucket(), path.test(), Some(path.run())).await?;
    Ok(ok(ResultDetailBody::new(&state, detail)))
}
