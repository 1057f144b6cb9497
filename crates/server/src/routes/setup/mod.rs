//! `/setup`: the first person. The one place where somebody unknown may make something.

mod create;
mod show;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(show::get_setup, create::create_setup))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}
