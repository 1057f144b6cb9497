//! Runs of a test, looked back at or watched.

mod cancel;
mod events;
mod latest;
mod list;
mod read;
mod step;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_results))
        .routes(routes!(latest::get_latest_result))
        .routes(routes!(read::get_result))
        .routes(routes!(step::get_step_result))
        .routes(routes!(cancel::cancel_run))
        .routes(routes!(events::watch_run))
}
