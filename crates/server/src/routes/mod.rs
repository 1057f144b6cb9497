//! One file an endpoint, one folder a subject.

mod health;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::state::ServerState;

/// The REST API, under `/v1`.
pub(crate) fn v1() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
}

/// Routes outside `/v1`.
pub(crate) fn outside() -> Router<ServerState> {
    Router::new().merge(health::router())
}
