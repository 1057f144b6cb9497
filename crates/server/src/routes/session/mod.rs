//! `/session`: signing in and out with a browser.

mod body;
mod show;
mod sign_in;
mod sign_out;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use body::SessionBody;

use crate::{layers::SMALL_BODY, state::ServerState};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(show::get_session, sign_in::create_session, sign_out::delete_session))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}
