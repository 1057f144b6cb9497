//! The shared environments of a bucket.

mod create;
mod list;
mod read;
mod remove;
mod replace;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_shared_environments, create::create_shared_environment))
        .routes(routes!(
            read::get_shared_environment,
            replace::replace_shared_environment,
            remove::delete_shared_environment
        ))
}
