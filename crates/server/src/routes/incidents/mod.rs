//! Incidents: tests that do not pass, from the first failure to the last recovery.

mod acknowledge;
mod body;
mod close;
mod of_bucket;
mod of_team;
mod show;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(of_team::list_team_incidents))
        .routes(routes!(of_bucket::list_bucket_incidents))
        .routes(routes!(show::get_incident))
        .routes(routes!(acknowledge::acknowledge_incident))
        .routes(routes!(close::close_incident))
}
