//! All buckets of a team at once, for a screen on the wall.

mod events;
mod status;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new().routes(routes!(status::get_team_status)).routes(routes!(events::watch_team))
}
