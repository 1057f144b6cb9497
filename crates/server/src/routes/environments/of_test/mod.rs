//! The environments of a test.

mod create;
mod list;
mod read;
mod remove;
mod replace;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_test_environments, create::create_test_environment))
        .routes(routes!(
            read::get_test_environment,
            replace::replace_test_environment,
            remove::delete_test_environment
        ))
}
