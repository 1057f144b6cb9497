//! Links for readers outside the team, as those who make them see them.

mod create;
mod list;
mod remove;
mod renew;
mod update;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_shares, create::create_share))
        .routes(routes!(update::update_share, remove::delete_share))
        .routes(routes!(renew::renew_share))
}
