//! Single steps of a test.

mod add;
mod list;
mod read;
mod remove;
mod replace;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new().routes(routes!(list::list_steps, add::add_step)).routes(routes!(
        read::get_step,
        replace::replace_step,
        remove::delete_step
    ))
}
