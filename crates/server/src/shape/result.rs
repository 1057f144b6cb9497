//! A run.

use serde::Serialize;
use tacit_app::{Counts, GivenUp, ResultDetail, ResultView};
use tacit_record::{RunResult, StoredStep};
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
    #[serde(flatten)]
    subtests: SubtestCountsBody,
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

/// Subtests of a run; `null` where no record is at hand, as in lists.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct SubtestCountsBody {
    subtests_count: Option<usize>,
    subtests_passed: Option<usize>,
    subtests_failed: Option<usize>,
    /// Hidden, stopped, or not run.
    subtests_others: Option<usize>,
}

/// What a subtest ran.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubtestBody {
    /// Position of its step.
    place: String,
    name: String,
    note: String,
    environment_name: String,
    /// As written in the step.
    test_uuid: String,
    /// `null` when it is hidden, or when it did not run.
    #[schema(value_type = Option<String>)]
    result: Option<RunResult>,
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
    /// The subtests, in order of execution. Their steps stand in `requests`, after the step of the subtest.
    subtest_detail: Vec<SubtestBody>,
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
            subtests: SubtestCountsBody::default(),
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
        let (mut requests, mut subtests) = (Vec::new(), Vec::new());
        let mut summary = ResultBody::new(state, &detail.view);
        if let Some(record) = &detail.record {
            error_messages.extend(error_lines(&record.errors));
            flatten(&record.steps, &mut requests);
            subtests_of(&record.steps, &mut subtests);
            summary.subtests = SubtestCountsBody::of(&subtests);
        }
        Self {
            summary,
            error_messages,
            requests,
            subtest_detail: subtests,
            diagnoses: detail.record.as_ref().map(|record| diagnoses(&record.steps)).unwrap_or_default(),
            record: detail.record,
            shared_until: detail.shared_until.map(seconds),
        }
    }
}

impl SubtestCountsBody {
    fn of(subtests: &[SubtestBody]) -> Self {
        let ended = |result| subtests.iter().filter(|subtest| subtest.result == Some(result)).count();
        let (passed, failed) = (ended(RunResult::Pass), ended(RunResult::Fail));
        Self {
            subtests_count: Some(subtests.len()),
            subtests_passed: Some(passed),
            subtests_failed: Some(failed),
            subtests_others: Some(subtests.len() - passed - failed),
        }
    }
}

fn subtests_of(steps: &[StoredStep], into: &mut Vec<SubtestBody>) {
    for step in steps {
        into.extend(step.subtest.as_ref().map(|subtest| SubtestBody {
            place: step.place.as_str().to_owned(),
            name: subtest.name.as_str().to_owned(),
            note: step.note.as_str().to_owned(),
            environment_name: subtest.environment.as_str().to_owned(),
            test_uuid: subtest.test.as_str().to_owned(),
            result: subtest.result.shown().copied(),
        }));
        subtests_of(&step.steps, into);
    }
}
