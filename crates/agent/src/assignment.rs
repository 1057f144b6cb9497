//! What an agent is given.

use std::sync::Arc;

use tacit_courier::JobSecret;
use tacit_engine::{Limits, evaluate::RunContext};
use tacit_spec::{CalledTests, Environment, TestDefinition};
use uuid::Uuid;

/// One run, with everything needed to execute it.
pub struct Assignment {
    /// Whose scripts may share a process.
    pub team: Uuid,
    /// What the built-ins say about the run.
    pub context: RunContext,
    /// What to do.
    pub test: TestDefinition,
    /// The shared environment that `environment` inherits from.
    pub shared: Option<Environment>,
    /// Where to do it.
    pub environment: Environment,
    /// The tests that it runs as subtests.
    pub subtests: CalledTests,
    /// Variables given by the trigger.
    pub trigger_variables: Vec<(String, String)>,
    /// Opened secrets. Assignments that share the `Arc` share the needles made of them.
    pub secrets: Arc<Vec<JobSecret>>,
    /// How much the run may use.
    pub limits: Limits,
}
