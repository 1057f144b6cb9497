//! `GET /notices`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::ExpiringSecret;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, ok},
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
    /// `disk_low`, or for the owner `secret_expires` and `secret_expired`.
    #[schema(value_type = String)]
    code: &'static str,
    /// For people: what is so, what follows, and what to do.
    message: String,
}

const DISK_LOW: &str = "The server's disk is nearly full: schedules rest until there is room, and each run that is left \
                        out will be listed as missed. Ask the operator to free some space.";

impl From<ExpiringSecret> for Notice {
    fn from(ExpiringSecret { name, place, days_left }: ExpiringSecret) -> Self {
        let what = format!("The secret {name} of {place}");
        match days_left {
            ..0 => Self {
                code: "secret_expired",
                message: format!("{what} has expired, says its date: give it a new value, and a new date."),
            },
            days => {
                let when = match days {
                    0 => "today".to_owned(),
                    1 => "tomorrow".to_owned(),
                    days => format!("in {days} days"),
                };
                let message = format!("{what} expires {when}: stage its next value and try it before.");
                Self { code: "secret_expires", message }
            }
        }
    }
}

/// What everybody should know of the installation now
#[utoipa::path(get, path = "/notices", tag = "notices", responses((status = 200, body = Envelope<Notices>)))]
async fn list_notices(State(state): State<ServerState>, Caller(who): Caller) -> Answer<Notices> {
    let low = state.app.disk_is_low();
    let disk = low.then(|| Notice { code: "disk_low", message: DISK_LOW.to_owned() });
    let secrets = state.app.expiring_secrets(&who).await?.into_iter().map(Notice::from);
    Ok(ok(Notices { notices: disk.into_iter().chain(secrets).collect() }))
}
