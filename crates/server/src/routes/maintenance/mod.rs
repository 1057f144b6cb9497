//! Maintenance windows of buckets.

mod body;
mod create;
mod end;
mod list;
mod read;
mod remove;
mod replace;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_maintenance, create::create_maintenance))
        .routes(routes!(read::get_maintenance, replace::replace_maintenance, remove::delete_maintenance))
        .routes(routes!(end::end_maintenance))
}
