//! A test in a list.

use serde::Serialize;
use tacit_app::{Activity, GivenUp, Outcome, TestSummary, result_word};
use tacit_spec::BucketKey;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{milliseconds, test::PersonRef};
use crate::{state::ServerState, time::seconds};

/// A test in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct TestSummaryBody {
    id: Uuid,
    name: String,
    description: Option<String>,
    /// Unix seconds.
    created_at: f64,
    created_by: Option<PersonRef>,
    default_environment_id: Option<Uuid>,
    trigger_url: String,
    revision: i64,
    /// Nested ones included.
    step_count: usize,
    last_run: Option<LastRun>,
    /// Unix seconds.
    last_run_created_at: Option<f64>,
    #[serde(flatten)]
    activity: Option<ActivityBody>,
}

/// The newest run.
#[derive(Serialize, ToSchema)]
pub(crate) struct LastRun {
    test_run_id: Uuid,
    id: Uuid,
    uuid: Uuid,
    test_uuid: Uuid,
    bucket_key: String,
    environment_uuid: Option<Uuid>,
    environment_name: String,
    region: Option<String>,
    /// The remote agent; `null` in a location of the server.
    agent: Option<Uuid>,
    /// Whether it ended because its agent was not there.
    agent_expired: bool,
    /// `manual`, `scheduled` or `trigger_url`.
    source: &'static str,
    /// `queued`, `working`, `completed`, `canceled` or `expired`.
    status: &'static str,
    /// `queued`, `working`, `pass`, `fail`, `canceled` or `missed`.
    result: &'static str,
    /// Unix seconds.
    created_at: f64,
    /// Unix seconds.
    finished_at: Option<f64>,
}

/// With `include=activity`.
#[derive(Serialize, ToSchema)]
struct ActivityBody {
    /// The last runs, oldest first.
    strip: Vec<Bar>,
    /// 0 to 1 in the period.
    success_ratio: Option<f64>,
    /// In the period.
    avg_response_time_ms: Option<f64>,
    /// Against the period before.
    change_success_ratio: Option<f64>,
    /// Against the period before, in milliseconds.
    change_avg_response_time_ms: Option<f64>,
}

/// One run of the strip.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bar {
    test_run_id: Uuid,
    result: &'static str,
    /// Whether it ended because its agent was not there.
    agent_expired: bool,
    /// Unix seconds.
    finished_at: Option<f64>,
    /// `null` when hidden.
    response_time_ms: Option<f64>,
}

impl TestSummaryBody {
    pub(crate) fn new(state: &ServerState, summary: TestSummary, activity: Option<Activity>) -> Self {
        let TestSummary { test, step_count, author, runs } = summary;
        let newest = runs.first();
        Self {
            last_run: newest.map(|run| LastRun::new(&test.bucket, run)),
            last_run_created_at: newest.map(|run| seconds(run.created_at)),
            activity: activity.map(|activity| ActivityBody::new(activity, &runs)),
            id: test.id.0,
            trigger_url: state.trigger_url(&test.trigger_token),
            name: test.name,
            description: test.description,
            created_at: seconds(test.created_at),
            created_by: author.as_ref().map(PersonRef::new),
            default_environment_id: test.default_environment.map(|id| id.0),
            revision: test.revision,
            step_count,
        }
    }
}

impl LastRun {
    pub(crate) fn new(bucket: &BucketKey, run: &Outcome) -> Self {
        let result = result_word(run.status, run.result);
        Self {
            test_run_id: run.id.0,
            id: run.id.0,
            uuid: run.id.0,
            test_uuid: run.test.0,
            bucket_key: bucket.0.clone(),
            environment_uuid: run.environment.map(|id| id.0),
            environment_name: run.environment_name.clone(),
            region: run.region.clone(),
            agent: run.agent.map(|agent| agent.0),
            agent_expired: run.reason.as_deref().and_then(GivenUp::parse).is_some_and(GivenUp::is_agents),
            source: run.source.as_str(),
            status: match result {
                "pass" | "fail" => "completed",
                "missed" => "expired",
                other => other,
            },
            result,
            created_at: seconds(run.created_at),
            finished_at: run.finished_at.map(seconds),
        }
    }
}

impl ActivityBody {
    fn new(Activity { now, before }: Activity, runs: &[Outcome]) -> Self {
        Self {
            strip: runs.iter().rev().map(Bar::new).collect(),
            success_ratio: now.success_ratio,
            avg_response_time_ms: now.average_ms,
            change_success_ratio: change(now.success_ratio, before.success_ratio),
            change_avg_response_time_ms: change(now.average_ms, before.average_ms),
        }
    }
}

impl Bar {
    pub(crate) fn new(run: &Outcome) -> Self {
        Self {
            test_run_id: run.id.0,
            result: result_word(run.status, run.result),
            agent_expired: run.reason.as_deref().and_then(GivenUp::parse).is_some_and(GivenUp::is_agents),
            finished_at: run.finished_at.map(seconds),
            response_time_ms: run.response_time_us.map(milliseconds),
        }
    }
}

/// The difference, where both are known.
pub(crate) fn change(now: Option<f64>, before: Option<f64>) -> Option<f64> {
    Some(now? - before?)
}
