//! One file an endpoint, one folder a subject.

mod account;
mod agent;
mod agents;
mod audit;
mod buckets;
mod channels;
mod credentials;
mod environments;
mod health;
mod incidents;
mod maintenance;
mod metrics;
mod notices;
mod people;
mod regions;
mod results;
mod schedules;
mod secrets;
mod session;
mod setup;
mod shared;
mod shares;
mod steps;
mod team;
mod tests;
mod triggers;
mod wall;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::state::ServerState;

/// The REST API, under `/v1`.
pub(crate) fn v1() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .merge(setup::router())
        .merge(session::router())
        .merge(account::router())
        .merge(team::router())
        .merge(people::router())
        .merge(agents::router())
        .merge(secrets::router())
        .merge(credentials::router())
        .merge(audit::router())
        .merge(notices::router())
        .merge(regions::router())
        .merge(triggers::router())
        .merge(tests::router())
        .merge(steps::router())
        .merge(results::router())
        .merge(environments::router())
        .merge(schedules::router())
        .merge(shares::router())
        .merge(shared::router())
        .merge(wall::router())
        .merge(maintenance::router())
        .merge(buckets::router())
        .merge(channels::router())
        .merge(incidents::router())
}

/// Routes outside `/v1`.
pub(crate) fn outside() -> Router<ServerState> {
    Router::new()
        .merge(health::router())
        .merge(metrics::router())
        .merge(triggers::outside())
        .merge(agent::outside())
}
