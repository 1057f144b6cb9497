//! Trigger URLs. No sign-in: whoever knows the token may start the runs it stands for, and learns nothing else.

mod batch;
mod bucket;
mod call;
mod test;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{MethodRouter, head, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::TRIGGER_BODY, router::wrong_method, state::ServerState};

const TEST: &str = "/radar/{token}/trigger";
const BUCKET: &str = "/radar/bucket/{token}/trigger";

/// Under `/v1`.
pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(test::trigger_test, test::trigger_test_by_post))
        .routes(routes!(batch::trigger_batch))
        .routes(routes!(bucket::trigger_bucket, bucket::trigger_bucket_by_post))
        .route(TEST, looked_at())
        .route(BUCKET, looked_at())
        .layer(DefaultBodyLimit::max(TRIGGER_BODY))
}

/// The same where Runscope has them.
pub(super) fn outside() -> Router<ServerState> {
    Router::new()
        .route(TEST, looked_at().get(test::trigger_test).post(test::trigger_test_by_post))
        .route("/radar/{token}/batch", post(batch::trigger_batch))
        .route(BUCKET, looked_at().get(bucket::trigger_bucket).post(bucket::trigger_bucket_by_post))
        .layer(DefaultBodyLimit::max(TRIGGER_BODY))
}

/// HEAD asks whether an address is there, as previews of links do: it must start nothing, though GET does.
fn looked_at() -> MethodRouter<ServerState> {
    head(wrong_method)
}
