//! `GET /regions`.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::Caller,
    envelope::{Data, Envelope, ok},
    state::ServerState,
};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new().routes(routes!(list_regions))
}

/// The places that run tests.
#[derive(Serialize, ToSchema)]
pub(crate) struct Regions {
    regions: [Region; 1],
}

/// A place that runs tests.
#[derive(Serialize, ToSchema)]
struct Region {
    /// As in environments and results.
    region_code: &'static str,
    /// For people.
    location: &'static str,
    /// Who runs the machine.
    service_provider: &'static str,
    /// Empty: requests come from this server.
    hostname: &'static str,
}

/// Where tests run
#[utoipa::path(get, path = "/regions", tag = "regions", responses((status = 200, body = Envelope<Regions>)))]
async fn list_regions(Caller(_who): Caller) -> Data<Regions> {
    let here = Region {
        region_code: tacit_app::REGION,
        location: "This server",
        service_provider: "tacit",
        hostname: "",
    };
    ok(Regions { regions: [here] })
}
