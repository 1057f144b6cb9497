//! Environments, and what they were before.

mod of_test;
mod restore;
mod revision;
mod revisions;
mod shared;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .merge(shared::router())
        .merge(of_test::router())
        .routes(routes!(revisions::list_environment_revisions))
        .routes(routes!(revision::get_environment_revision))
        .routes(routes!(restore::restore_environment_revision))
}
