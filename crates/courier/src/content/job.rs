//! A job: one run, with everything needed to execute it.

use std::{sync::Arc, time::Duration};

use tacit_spec::{AllowedHost, CalledTests, Environment, TeamId, TestDefinition};
use tacit_taint::Secret;
use uuid::Uuid;

/// One run, with everything needed to execute it. It holds opened secrets, so it cannot be printed.
pub struct Job {
    /// Whose scripts may share a process.
    pub team: TeamId,
    /// Bucket key.
    pub bucket_key: String,
    /// Bucket name.
    pub bucket_name: String,
    /// Id of the test as text.
    pub test_id: String,
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
    /// How much the run may use.
    pub limits: JobLimits,
    /// Secrets of the team and the bucket, opened. Shared by the jobs of the bucket while any of them runs.
    pub secrets: Arc<Vec<JobSecret>>,
}

/// One opened secret.
pub struct JobSecret {
    /// Identifies it in labels.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The value to use; `None` when it is kept elsewhere and could not be fetched.
    pub value: Option<Arc<Secret>>,
    /// Its values of before, which stored results may still hold, and the one that waits; searched for, never sent.
    pub others: Vec<Arc<Secret>>,
    /// Whether steps that use it show everything but the value.
    pub redact: bool,
    /// Where it may go; with none it is a plain secret, and may go anywhere.
    pub allowed_hosts: Vec<AllowedHost>,
}

impl JobSecret {
    /// Every value of it: what is never to be shown.
    pub fn values(&self) -> impl Iterator<Item = &Arc<Secret>> {
        self.value.iter().chain(&self.others)
    }
}

/// How much a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobLimits {
    /// Wall-clock time of the whole run.
    pub run: Duration,
    /// Wall-clock time of one request, redirects included.
    pub request: Duration,
    /// Wall-clock time until a connection stands.
    pub connect: Duration,
    /// Wall-clock time of one script.
    pub script: Duration,
    /// Decoded bytes of a response.
    pub response_body: usize,
    /// Bytes of a body that are kept in the record.
    pub kept_body: usize,
}
