//! A run.

use serde::Serialize;
use serde_json::Value;
use tacit_app::{Counts, GivenUp, ResultDetail, ResultView};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    diagnosis::{StepDiagnosisBody, diagnoses},
    milliseconds,
    step_result::{StepResultBody, error_lines, flatten},
};
use crate::{state::ServerState, time::seconds};

/// A run in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultBody {
    /// The remote agent; `null` in a location of the server.
    agent: Option<Uuid>,
    /// What the agent is called.
    agent_name: Option<String>,
    /// Whether it ended because the agent was not there, or nobody came back with a result.
    agent_expired: Option<bool>,
    region: Option<String>,
    bucket_key: String,
    test_id: Uuid,
    test_name: String,
    test_run_id: Uuid,
    /// In the API.
    test_run_url: String,
    environment_id: Option<Uuid>,
    environment_name: String,
    /// `queued`, `working`, `pass`, `fail`, `canceled`, or `missed`: the time of a schedule that had no run.
    result: &'static str,
    /// Why there is no record, where there should be one.
    reason: Option<ReasonBody>,
    /// The schedule that asked for it; it may be gone.
    schedule_id: Option<Uuid>,
    /// Unix seconds: the time of the schedule.
    scheduled_at: Option<f64>,
    /// How many times of the schedule without a run this record stands for.
    missed_ticks: Option<i64>,
    /// The failed run that this one repeats.
    retry_of: Option<Uuid>,
    /// `manual`, `scheduled` or `trigger_url`.
    source: &'static str,
    /// Name of the person.
    run_by: Option<String>,
    /// Revision of the definition.
    revision: i64,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    started_at: Option<f64>,
    /// Unix seconds.
    finished_at: Option<f64>,
    /// Response times of all requests added up; `null` when one is hidden.
    response_time_ms: Option<f64>,
    requests_executed: u32,
    #[serde(flatten)]
    counts: CountsBody,
    subtests_count: u32,
    subtests_passed: u32,
    subtests_failed: u32,
    subtests_others: u32,
    parent_test_uuid: Option<Uuid>,
}

/// Counters, one number each. Verdicts that may not be shown are counted as defined only.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountsBody {
    pub(crate) assertions_defined: u32,
    pub(crate) assertions_passed: u32,
    pub(crate) assertions_failed: u32,
    pub(crate) variables_defined: u32,
    pub(crate) variables_passed: u32,
    pub(crate) variables_failed: u32,
    pub(crate) scripts_defined: u32,
    pub(crate) scripts_passed: u32,
    pub(crate) scripts_failed: u32,
}

/// Why a run ended without a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonBody {
    code: &'static str,
    message: &'static str,
}

/// A run with all that may be known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultDetailBody {
    #[serde(flatten)]
    summary: ResultBody,
    /// What kept the run from starting or finishing.
    error_messages: Vec<String>,
    /// In order of execution, those inside conditions in line. Empty when only the summary is kept.
    requests: Vec<StepResultBody>,
    /// Runscope's; empty for now.
    #[schema(value_type = Vec<Object>)]
    subtest_detail: Vec<Value>,
    /// Why steps failed.
    diagnoses: Vec<StepDiagnosisBody>,
    /// Everything that was kept, as tacit keeps it.
    #[schema(value_type = Option<Object>)]
    record: Option<tacit_record::StoredRun>,
    /// Unix seconds: until when a link shows it to readers outside the team; `null` when there is none.
    shared_until: Option<f64>,
}

impl ResultBody {
    pub(crate) fn new(state: &ServerState, view: &ResultView) -> Self {
        let run = &view.run;
        let counts = run.counts;
        let given_up = view.given_up();
        Self {
            agent: run.agent.map(|agent| agent.0),
            agent_name: view.agent_name.clone(),
            agent_expired: given_up.is_some_and(GivenUp::is_agents).then_some(true),
            region: run.region.clone(),
            bucket_key: run.bucket.0.clone(),
            test_id: run.test.0,
            test_name: run.test_name.clone(),
            test_run_id: run.id.0,
            test_run_url: state.run_url(&run.bucket, run.test, run.id),
            environment_id: run.environment.map(|id| id.0),
            environment_name: run.environment_name.clone(),
            result: view.result(),
            reason: given_up.map(Into::into),
            schedule_id: run.schedule.map(|id| id.0),
            scheduled_at: run.scheduled_at.map(seconds),
            missed_ticks: run.missed_ticks,
            retry_of: run.retry_of.map(|id| id.0),
            source: run.source.as_str(),
            run_by: view.run_by.as_ref().map(|person| person.name.clone()),
            revision: run.revision,
            created_at: seconds(run.created_at),
            started_at: run.started_at.map(seconds),
            finished_at: run.finished_at.map(seconds),
            response_time_ms: run.response_time_us.map(milliseconds),
            requests_executed: counts.requests_executed,
            counts: counts.into(),
            subtests_count: 0,
            subtests_passed: 0,
            subtests_failed: 0,
            subtests_others: 0,
            parent_test_uuid: None,
        }
    }
}

impl From<GivenUp> for ReasonBody {
    fn from(why: GivenUp) -> Self {
        Self { code: why.as_str(), message: why.sentence() }
    }
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> Self {
        Self {
            assertions_defined: counts.assertions_defined,
            assertions_passed: counts.assertions_passed,
            assertions_failed: counts.assertions_failed,
            variables_defined: counts.variables_defined,
            variables_passed: counts.variables_passed,
            variables_failed: counts.variables_failed,
            scripts_defined: counts.scripts_defined,
            scripts_passed: counts.scripts_passed,
            scripts_failed: counts.scripts_failed,
        }
    }
}

impl ResultDetailBody {
    pub(crate) fn new(state: &ServerState, detail: ResultDetail) -> Self {
        let mut error_messages: Vec<String> =
            detail.view.given_up().map(|why| why.sentence().to_owned()).into_iter().collect();
        let mut requests = Vec::new();
        if let Some(record) = &detail.record {
            error_messages.extend(error_lines(&record.errors));
            flatten(&record.steps, &mut requests);
        }
        Self {
            summary: ResultBody::new(state, &detail.view),
            error_messages,
            requests,
            subtest_detail: Vec::new(),
            diagnoses: detail.record.as_ref().map(|record| diagnoses(&record.steps)).unwrap_or_default(),
            record: detail.record,
            shared_until: detail.shared_until.map(seconds),
        }
    }
}
