//! `GET /shared/{token}`.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{GivenUp, SharedResult, result_word};
use utoipa::ToSchema;

use crate::{
    envelope::{Answer, Envelope, ok},
    input::Path,
    shape::{
        diagnosis::{StepDiagnosisBody, diagnoses},
        result::{CountsBody, ReasonBody},
    },
    state::ServerState,
    time::seconds,
};

/// A result for readers outside the team: no name of a secret, no person, nothing that leads further.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedResultBody {
    test_name: String,
    environment_name: String,
    /// Code of a region; `null` on an agent.
    region: Option<String>,
    /// `pass`, `fail`, `canceled`, or `missed`.
    result: &'static str,
    /// Why there is no record, where there should be one.
    reason: Option<ReasonBody>,
    /// `manual`, `scheduled` or `trigger_url`.
    source: &'static str,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    started_at: Option<f64>,
    /// Unix seconds.
    finished_at: Option<f64>,
    requests_executed: u32,
    #[serde(flatten)]
    counts: CountsBody,
    /// Why steps failed.
    diagnoses: Vec<StepDiagnosisBody>,
    /// Everything that was kept; `null` when only the summary is.
    #[schema(value_type = Option<Object>)]
    record: Option<tacit_record::StoredRun>,
    /// The link counts until then, Unix seconds.
    expires_at: Option<f64>,
}

impl From<SharedResult> for SharedResultBody {
    fn from(SharedResult { run, record, expires_at }: SharedResult) -> Self {
        let given_up = run.reason.as_deref().and_then(GivenUp::parse);
        Self {
            test_name: run.test_name,
            environment_name: run.environment_name,
            region: run.region,
            result: result_word(run.status, run.result),
            reason: given_up.map(ReasonBody::from),
            source: run.source.as_str(),
            created_at: seconds(run.created_at),
            started_at: run.started_at.map(seconds),
            finished_at: run.finished_at.map(seconds),
            requests_executed: run.counts.requests_executed,
            counts: CountsBody::from(run.counts),
            diagnoses: record.as_ref().map(|record| diagnoses(&record.steps)).unwrap_or_default(),
            record,
            expires_at: expires_at.map(seconds),
        }
    }
}

/// The result behind a link. Asks for no account
#[utoipa::path(get, path = "/shared/{token}", tag = "shared", params(("token" = String, Path)), security(()),
    responses((status = 200, body = Envelope<SharedResultBody>)))]
pub(super) async fn get_shared_result(
    State(state): State<ServerState>,
    Path(token): Path<String>,
) -> Answer<SharedResultBody> {
    Ok(ok(state.app.shared_result(&token).await?.into()))
}
