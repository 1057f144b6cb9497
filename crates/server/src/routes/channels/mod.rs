//! Channels of a team: whom it tells. No answer holds a credential.

mod body;
mod create;
mod deliveries;
mod integrations;
mod list;
mod preview;
mod remove;
mod retry;
mod rule;
mod show;
mod try_it;
mod update;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_channels, create::create_channel))
        .routes(routes!(show::get_channel, update::update_channel, remove::delete_channel))
        .routes(routes!(try_it::try_channel))
        .routes(routes!(preview::preview_channel))
        .routes(routes!(deliveries::list_deliveries))
        .routes(routes!(retry::retry_delivery))
        .routes(routes!(integrations::list_integrations))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}
