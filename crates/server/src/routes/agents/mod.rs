//! `/teams/{team}/agents`.

mod add;
mod enrolment;
mod list;
mod read;
mod remove;
mod update;

use axum::extract::DefaultBodyLimit;
use serde::Serialize;
use tacit_app::{AgentView, Enrolment, UsedBy};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{layers::SMALL_BODY, state::ServerState, time::seconds};

pub(super) fn router() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_agents, add::add_agent))
        .routes(routes!(read::get_agent, update::update_agent, remove::remove_agent))
        .routes(routes!(enrolment::renew_enrolment))
        .layer(DefaultBodyLimit::max(SMALL_BODY))
}

/// A remote agent.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgentBody {
    agent_id: Uuid,
    /// What its team calls it.
    name: String,
    /// The version of the program, as it said last.
    version: Option<String>,
    /// `pending` until it is enrolled, then `online` or `offline`; `revoked` for good when it was removed.
    state: &'static str,
    /// Unix seconds.
    last_seen_at: Option<f64>,
    /// Programs that work as this agent now.
    instances: usize,
    /// Runs that it has now.
    running: usize,
    /// Runs that wait for it.
    waiting: usize,
    /// Runs at once, over all its instances.
    slots: u32,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    enrolled_at: Option<f64>,
    /// Unix seconds; while a token to enrol it counts.
    enrolment_expires_at: Option<f64>,
    /// Unix seconds.
    revoked_at: Option<f64>,
}

/// A token to enrol an agent.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolmentBody {
    /// For `tacit agent --token-file`. It works once. Nobody can show it again.
    token: String,
    /// Unix seconds.
    expires_at: f64,
}

/// An environment that names an agent.
#[derive(Serialize, ToSchema)]
pub(crate) struct UsedByBody {
    environment_id: Uuid,
    environment_name: String,
    bucket_key: String,
    /// `null` when shared.
    test_id: Option<Uuid>,
}

impl From<AgentView> for AgentBody {
    fn from(view: AgentView) -> Self {
        let AgentView { agent, state, instances, running, waiting } = view;
        Self {
            agent_id: agent.id.0,
            name: agent.name,
            version: agent.version,
            state: state.as_str(),
            last_seen_at: agent.last_seen_at.map(seconds),
            instances,
            running,
            waiting,
            slots: agent.slots,
            created_at: seconds(agent.created_at),
            enrolled_at: agent.enrolled_at.map(seconds),
            enrolment_expires_at: agent.enrolment_until.map(seconds),
            revoked_at: agent.revoked_at.map(seconds),
        }
    }
}

impl From<Enrolment> for EnrolmentBody {
    fn from(enrolment: Enrolment) -> Self {
        Self { token: enrolment.token.as_str().to_owned(), expires_at: seconds(enrolment.expires_at) }
    }
}

impl From<UsedBy> for UsedByBody {
    fn from(used: UsedBy) -> Self {
        Self {
            environment_id: used.id.0,
            environment_name: used.name,
            bucket_key: used.bucket.0,
            test_id: used.test.map(|test| test.0),
        }
    }
}
