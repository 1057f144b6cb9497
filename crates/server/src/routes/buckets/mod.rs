//! Buckets.

mod create;
mod emails;
mod events;
mod export;
mod import;
mod list;
mod read;
mod remove;
mod reset_trigger;
mod results;
mod update;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::ServerState;

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(emails::get_bucket_emails, emails::set_bucket_emails))
        .routes(routes!(list::list_buckets, create::create_bucket))
        .routes(routes!(read::get_bucket, update::rename_bucket, remove::delete_bucket))
        .routes(routes!(reset_trigger::reset_bucket_trigger))
        .routes(routes!(export::export_bucket))
        .routes(routes!(import::import_tests))
        .routes(routes!(results::get_bucket_run))
        .routes(routes!(events::watch_bucket))
}
