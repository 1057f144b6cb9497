//! The answer to a trigger.

use serde::Serialize;
use tacit_app::{StartedRun, Variables};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::state::ServerState;

/// What was started.
#[derive(Serialize, ToSchema)]
pub(crate) struct StartedBody {
    runs: Vec<StartedRunBody>,
    runs_failed: usize,
    runs_started: usize,
    runs_total: usize,
    /// Of a bucket's trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs_id: Option<Uuid>,
    /// Of a bucket's trigger: all of it together, in the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    consolidated_test_results_url: Option<String>,
}

/// One run.
#[derive(Serialize, ToSchema)]
struct StartedRunBody {
    test_run_id: Uuid,
    /// In the API: ask it until the result is neither `queued` nor `working`.
    test_run_url: String,
    test_id: Uuid,
    test_name: String,
    /// The test's page.
    test_url: String,
    /// The run's page.
    url: String,
    bucket_key: String,
    environment_id: Option<Uuid>,
    environment_name: String,
    /// `null` on a remote agent.
    region: Option<String>,
    /// `null` in a location of the server.
    agent: Option<Uuid>,
    /// Always `init`.
    status: &'static str,
    /// As the caller gave them.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    variables: Variables,
}

impl StartedBody {
    pub(crate) fn new(state: &ServerState, started: Vec<StartedRun>) -> Self {
        let runs: Vec<_> = started.into_iter().map(|run| StartedRunBody::new(state, run)).collect();
        Self {
            runs_failed: 0,
            runs_started: runs.len(),
            runs_total: runs.len(),
            runs,
            runs_id: None,
            consolidated_test_results_url: None,
        }
    }

    /// Of a bucket's trigger.
    pub(crate) fn of_group(state: &ServerState, group: Uuid, started: Vec<StartedRun>) -> Self {
        let url = started.first().map(|run| state.group_url(&run.bucket, group));
        Self { runs_id: Some(group), consolidated_test_results_url: url, ..Self::new(state, started) }
    }
}

impl StartedRunBody {
    fn new(state: &ServerState, run: StartedRun) -> Self {
        Self {
            test_run_id: run.run.0,
            test_run_url: state.run_url(&run.bucket, run.test, run.run),
            test_id: run.test.0,
            test_url: state.test_page(&run.bucket, run.test),
            url: state.run_page(&run.bucket, run.test, run.run),
            test_name: run.test_name,
            bucket_key: run.bucket.0,
            environment_id: run.environment.map(|id| id.0),
            environment_name: run.environment_name,
            region: run.place.region().map(str::to_owned),
            agent: run.place.agent().map(|agent| agent.0),
            status: "init",
            variables: run.variables,
        }
    }
}
