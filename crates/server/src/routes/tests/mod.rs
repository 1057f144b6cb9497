//! Tests.

mod create;
mod export;
mod list;
mod metrics;
mod read;
mod remove;
mod replace;
mod reset_trigger;
mod restore;
mod revision;
mod revisions;
mod run;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_tests, create::create_test))
        .routes(routes!(read::get_test, replace::replace_test, remove::delete_test))
        .routes(routes!(reset_trigger::reset_trigger))
        .routes(routes!(export::export_test))
        .routes(routes!(run::run_test))
        .routes(routes!(metrics::get_metrics))
        .routes(routes!(revisions::list_test_revisions))
        .routes(routes!(revision::get_test_revision))
        .routes(routes!(restore::restore_test_revision))
}
