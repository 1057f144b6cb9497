//! `/account`: one's own.

mod password;
mod show;
mod tokens;
mod update;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(show::get_account, update::update_account))
        .routes(routes!(password::change_password))
        .routes(routes!(tokens::list::list_tokens, tokens::create::create_token))
        .routes(routes!(tokens::remove::delete_token))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}
