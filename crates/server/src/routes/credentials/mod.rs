//! `/buckets/{bucket}/credentials`: what is written out in definitions, where a secret belongs.

mod list;
mod turn;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{layers::SMALL_BODY, state::ServerState};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_credentials))
        .routes(routes!(turn::turn_into_secret))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}
