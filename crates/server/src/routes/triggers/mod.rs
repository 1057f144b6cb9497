//! Trigger URLs. No sign-in: whoever knows the token may start the runs it stands for, and learns nothing else.

mod batch;
mod bucket;
mod call;
mod test;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

/// Under `/v1`.
pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(test::trigger_test, test::trigger_test_by_post))
        .routes(routes!(batch::trigger_batch))
        .routes(routes!(bucket::trigger_bucket, bucket::trigger_bucket_by_post))
}

/// The same where Runscope has them.
pub(super) fn outside() -> Router<ServerState> {
    Router::new()
        .route("/radar/{token}/trigger", get(test::trigger_test).post(test::trigger_test_by_post))
        .route("/radar/{token}/batch", post(batch::trigger_batch))
        .route(
            "/radar/bucket/{token}/trigger",
            get(bucket::trigger_bucket).post(bucket::trigger_bucket_by_post),
        )
}
