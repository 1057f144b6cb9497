//! What lists show of a run.

use sqlx::error::BoxDynError;
use tacit_record::{Counters, RunResult};
use tacit_spec::{
    AgentId, BucketKey, EnvironmentId, PersonId, Place, RunId, ScheduleId, SecretId, TeamId, TestId,
};
use uuid::Uuid;

use crate::{
    Micros,
    backend::{Column, row, text_enum},
};

text_enum! {
    /// How far a run is.
    pub enum RunStatus {
        /// Waits for an agent.
        Queued = "queued",
        /// An agent has it.
        Working = "working",
        /// It ended; without a result when nobody could run it.
        Finished = "finished",
        /// Somebody stopped it.
        Canceled = "canceled",
        /// A tick that had no run.
        Missed = "missed",
    }
}

text_enum! {
    /// What asked for a run.
    pub enum RunSource {
        /// A person.
        Manual = "manual",
        /// A schedule.
        Scheduled = "scheduled",
        /// A trigger URL.
        TriggerUrl = "trigger_url",
        /// The owner of a secret, to try its next value: it says nothing of how the test stands.
        Trial = "trial",
    }
}

row! {
    /// A run without its record.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Run {
        /// The run.
        pub id: RunId,
        /// The team it belongs to.
        pub team: TeamId,
        /// The bucket it belongs to.
        pub bucket: BucketKey,
        /// The test it is a run of.
        pub test: TestId,
        /// The test's name at the time.
        pub test_name: String,
        /// The revision of the definition.
        pub revision: i64,
        /// The environment; it may be gone.
        pub environment: Option<EnvironmentId>,
        /// The environment's name at the time.
        pub environment_name: String,
        /// Region code; `None` on an agent.
        pub region: Option<String>,
        /// The remote agent; `None` in a region.
        pub agent: Option<AgentId>,
        /// What asked for it.
        pub source: RunSource,
        /// Who asked for it.
        pub run_by: Option<PersonId>,
        /// The same for runs that one trigger started.
        pub trigger_group: Option<Uuid>,
        /// JSON object of text: variables the trigger gave.
        pub trigger_variables: Option<String>,
        /// How far it is.
        pub status: RunStatus,
        /// How it ended.
        pub result: Option<RunResult>,
        /// A word for why there is no result, or `withheld` when its record was dropped by the last look.
        pub reason: Option<String>,
        /// How often it was claimed.
        pub epoch: i64,
        /// The agent has it until then.
        pub lease_until: Option<Micros>,
        /// When it was asked for.
        pub created_at: Micros,
        /// When it began.
        pub started_at: Option<Micros>,
        /// When it ended.
        pub finished_at: Option<Micros>,
        /// Response times of all requests added up, in microseconds, unless hidden.
        pub response_time_us: Option<i64>,
        /// The schedule whose tick it is; it may be gone.
        pub schedule: Option<ScheduleId>,
        /// The time of the tick.
        pub scheduled_at: Option<Micros>,
        /// How many ticks without a run this record stands for.
        pub missed_ticks: Option<i64>,
        /// The failed run that this one repeats.
        pub retry_of: Option<RunId>,
        /// The secret whose next value it tries; it may be gone.
        pub trial_of: Option<SecretId>,
    }
    with {
        /// What was counted.
        pub counts: Counts,
    }
}

row! {
    /// The counters as they stand in lists, one number each.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Counts {
        /// Requests sent.
        pub requests_executed: u32,
        /// Assertions in the definition.
        pub assertions_defined: u32,
        /// Assertions that held.
        pub assertions_passed: u32,
        /// Assertions that did not.
        pub assertions_failed: u32,
        /// Variables in the definition.
        pub variables_defined: u32,
        /// Variables that were found.
        pub variables_passed: u32,
        /// Variables that were not.
        pub variables_failed: u32,
        /// Scripts in the definition.
        pub scripts_defined: u32,
        /// Scripts that passed.
        pub scripts_passed: u32,
        /// Scripts that failed.
        pub scripts_failed: u32,
    }
}

impl Run {
    /// Where it happens.
    #[must_use]
    pub fn place(&self) -> Place {
        place(self.region.as_deref(), self.agent)
    }
}

/// What the two columns say together.
pub(crate) fn place(region: Option<&str>, agent: Option<AgentId>) -> Place {
    agent.map_or_else(|| Place::Region(region.unwrap_or_default().to_owned()), Place::Agent)
}

impl From<Counters> for Counts {
    fn from(counters: Counters) -> Self {
        Self {
            requests_executed: counters.requests_executed,
            assertions_defined: counters.assertions.defined,
            assertions_passed: counters.assertions.passed,
            assertions_failed: counters.assertions.failed,
            variables_defined: counters.variables.defined,
            variables_passed: counters.variables.passed,
            variables_failed: counters.variables.failed,
            scripts_defined: counters.scripts.defined,
            scripts_passed: counters.scripts.passed,
            scripts_failed: counters.scripts.failed,
        }
    }
}

impl Column for Option<RunResult> {
    type Raw = Option<String>;
    fn from_raw(raw: Option<String>) -> Result<Self, BoxDynError> {
        Ok(match raw.as_deref() {
            None => None,
            Some("pass") => Some(RunResult::Pass),
            Some("fail") => Some(RunResult::Fail),
            Some("canceled") => Some(RunResult::Canceled),
            Some(_) => return Err("an unknown word".into()),
        })
    }
}
