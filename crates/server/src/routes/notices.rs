//! `GET /notices`.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::Caller,
    envelope::{Data, Envelope, ok},
    state::ServerState,
};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new().routes(routes!(list_notices))
}

/// What everybody should know of the installation now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Notices {
    notices: Vec<Notice>,
}

/// One thing to know.
#[derive(Serialize, ToSchema)]
struct Notice {
    /// `disk_low`.
    code: &'static str,
    /// For people: what is so, what follows, and what to do.
    message: &'static str,
}

const DISK_LOW: Notice = Notice {
    code: "disk_low",
    message: "The server's disk is nearly full: schedules rest until there is room, and each run that is left out will be \
              listed as missed. Ask the operator to free some space.",
};

/// What everybody should know of the installation now
#[utoipa::path(get, path = "/notices", tag = "notices", responses((status = 200, body = Envelope<Notices>)))]
async fn list_notices(State(state): State<ServerState>, Caller(_who): Caller) -> Data<Notices> {
    ok(Notices { notices: if state.app.disk_is_low() { vec![DISK_LOW] } else { Vec::new() } })
}
