//! Schedules of tests, and what rests.

mod body;
mod create;
mod list;
mod of_bucket;
mod pause;
mod pauses;
mod read;
mod remove;
mod replace;
mod resume;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_schedules, create::create_schedule))
        .routes(routes!(read::get_schedule, replace::replace_schedule, remove::delete_schedule))
        .routes(routes!(of_bucket::list_bucket_schedules))
        .routes(routes!(pauses::get_pauses))
        .routes(routes!(pause::pause_bucket))
        .routes(routes!(resume::resume_bucket))
        .routes(routes!(pause::pause_environment))
        .routes(routes!(resume::resume_environment))
}
