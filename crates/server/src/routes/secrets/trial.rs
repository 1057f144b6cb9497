//! `/secrets/{secret}/next/trial`: everything that uses a secret, run once with its next value.

use axum::extract::State;
use serde::Serialize;
use tacit_app::{SecretTrial, TrialRun, TrialVerdict, result_word};
use tacit_spec::{EnvironmentId, RunId, SecretId, TestId};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    envelope::{Answer, Envelope, created, ok},
    input::Path,
    state::ServerState,
    time::seconds,
};

/// How the trial of a next value stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretTrialBody {
    /// The number the value will have.
    version: i64,
    /// Since when it waits, Unix seconds.
    since: f64,
    /// `untried`, `unused` (nothing names the secret), `running`, `passed` or `failed`.
    #[schema(value_type = String)]
    verdict: &'static str,
    /// The last run of each test in each environment and location.
    runs: Vec<TrialRunBody>,
}

/// One run with the next value.
#[derive(Serialize, ToSchema)]
struct TrialRunBody {
    #[schema(value_type = uuid::Uuid)]
    test_run_id: RunId,
    #[schema(value_type = uuid::Uuid)]
    test_id: TestId,
    test_name: String,
    bucket_key: String,
    #[schema(value_type = Option<uuid::Uuid>)]
    environment_id: Option<EnvironmentId>,
    environment_name: String,
    /// `queued`, `working`, `pass`, `fail` or `canceled`.
    #[schema(value_type = String)]
    result: &'static str,
    /// Unix seconds.
    finished_at: Option<f64>,
    /// Of a run that did not pass: whether the same passed with the current value the last time. Null when it passed, and
    /// when that is not known.
    passes_with_current: Option<bool>,
}

impl From<SecretTrial> for SecretTrialBody {
    fn from(trial: SecretTrial) -> Self {
        let runs = trial.runs.into_iter().map(|TrialRun { run, passes_with_current }| TrialRunBody {
            test_run_id: run.id,
            test_id: run.test,
            test_name: run.test_name,
            bucket_key: run.bucket.0,
            environment_id: run.environment,
            environment_name: run.environment_name,
            result: result_word(run.status, run.result),
            finished_at: run.finished_at.map(seconds),
            passes_with_current,
        });
        Self {
            version: trial.next.version,
            since: seconds(trial.next.since),
            verdict: TrialVerdict::as_str(trial.verdict),
            runs: runs.collect(),
        }
    }
}

/// Run everything that uses the secret once with its next value
///
/// The runs are real ones; alerts, metrics and the state of tests do not hear of them. Only the owner.
#[utoipa::path(post, path = "/secrets/{secret}/next/trial", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 201, body = Envelope<SecretTrialBody>), (status = 409, description = "none waits")))]
pub(super) async fn try_next_value(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretTrialBody> {
    Ok(created(state.app.try_secret_value(&who, secret).await?.into()))
}

/// How the trial of the next value stands
///
/// Only the owner.
#[utoipa::path(get, path = "/secrets/{secret}/next/trial", tag = "secrets", params(("secret" = uuid::Uuid, Path)),
    responses((status = 200, body = Envelope<SecretTrialBody>), (status = 409, description = "none waits")))]
pub(super) async fn get_next_value_trial(
    State(state): State<ServerState>,
    Caller(who): Caller,
    Path(secret): Path<SecretId>,
) -> Answer<SecretTrialBody> {
    Ok(ok(state.app.secret_trial(&who, secret).await?.into()))
}
