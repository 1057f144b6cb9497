//! `POST /buckets/{bucket}/tests/{test}/run`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::Variables;
use tacit_spec::{AgentId, EnvironmentId, Place};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created},
    input::{Body, Path},
    shape::path::TestPath,
    shape::started::StartedBody,
    state::ServerState,
};

/// Where to run it, and with what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunBody {
    /// The default one when not given.
    environment_id: Option<Uuid>,
    /// Initial variables; text.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    variables: Variables,
    /// Codes of locations; with `remote_agents` in place of the environment's.
    #[serde(default)]
    regions: Vec<String>,
    /// Ids of remote agents; with `regions` in place of the environment's.
    #[serde(default)]
    remote_agents: Vec<Uuid>,
}

/// Run a test now, once in each place
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/run", tag = "tests", params(TestPath), request_body = RunBody, responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn run_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Body(body): Body<RunBody>,
) -> Answer<StartedBody> {
    let environment = body.environment_id.map(EnvironmentId);
    let regions = body.regions.into_iter().map(Place::Region);
    let places = regions.chain(body.remote_agents.into_iter().map(|id| Place::Agent(AgentId(id)))).collect();
    let runs =
        state.app.run_test(&who, &path.bucket(), path.test(), environment, body.variables, places).await?;
    Ok(created(StartedBody::new(&state, runs)))
}
