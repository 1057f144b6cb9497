//! `POST /buckets/{bucket}/tests/{test}/results/{run}/cancel`.

use axum::extract::State;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::path::RunPath,
    shape::result::ResultBody,
    state::ServerState,
};

/// Stop a run
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/results/{run}/cancel", tag = "results", params(RunPath), responses((status = 200, body = Envelope<ResultBody>)))]
pub(super) async fn cancel_run(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<RunPath>,
) -> Answer<ResultBody> {
    let (bucket, test, run) = (path.bucket(), path.test(), path.run());
    state.app.cancel_run(&who, &bucket, test, run).await?;
    let detail = state.app.result(&who, &bucket, test, Some(run)).await?;
    Ok(ok(ResultBody::new(&state, &detail.view)))
}
