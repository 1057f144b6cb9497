//! `POST /buckets/{bucket}/tests/{test}/run`.

use axum::extract::State;
use serde::Deserialize;
use tacit_app::Variables;
use tacit_spec::EnvironmentId;
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
pub(crate) struct RunBody {
    /// The default one when not given.
    environment_id: Option<Uuid>,
    /// Initial variables; text.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    variables: Variables,
}

/// Run a test now
#[utoipa::path(post, path = "/buckets/{bucket}/tests/{test}/run", tag = "tests", params(TestPath), request_body = RunBody, responses((status = 201, body = Envelope<StartedBody>)))]
pub(super) async fn run_test(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(path): Path<TestPath>,
    Body(body): Body<RunBody>,
) -> Answer<StartedBody> {
    let environment = body.environment_id.map(EnvironmentId);
    let run = state.app.run_test(&who, &path.bucket(), path.test(), environment, body.variables).await?;
    Ok(created(StartedBody::new(&state, vec![run])))
}
