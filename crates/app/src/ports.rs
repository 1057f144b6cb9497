//! What the use cases need of the world.

use std::sync::Arc;

use async_trait::async_trait;
use rand::CryptoRng;
use tacit_courier::JobSecret;
use tacit_numbers::Subject;
use tacit_record::{Progress, Run};
use tacit_spec::{Environment, Place, RunId, TeamId, TestDefinition};
use tokio_util::sync::CancellationToken;

use crate::Micros;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in microseconds since the Unix epoch.
    fn now(&self) -> Micros;
}

/// Makes keys, tokens and ids.
pub trait Randomness: Send + Sync {
    /// A generator fit for cryptography.
    fn generator(&self) -> Box<dyn CryptoRng + Send>;
}

/// Executes jobs; the composition root puts the agent behind it.
#[async_trait]
pub trait Runner: Send + Sync {
    /// Runs the job to its end. Every way it can end is a record.
    async fn run(&self, job: Job, news: &(dyn Fn(Progress) + Send + Sync), cancel: CancellationToken) -> Run;
}

/// Sees every record that was accepted, right after it is durable. It takes what it wants and goes: runs wait for it.
pub trait RunObserver: Send + Sync {
    /// The record of this run is the result now.
    fn accepted(&self, subject: &Subject, record: &Run);
}

/// One run, with everything an agent needs to execute it.
pub struct Job {
    /// The run.
    pub run: RunId,
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
    /// Variables given by the trigger.
    pub trigger_variables: Vec<(String, String)>,
    /// Where it happens.
    pub place: Place,
    /// Secrets of the team and the bucket, opened. Shared by the jobs of the bucket while any of them runs.
    pub secrets: Arc<Vec<JobSecret>>,
}

impl Job {
    /// Whether a failed run of a schedule is repeated. What the shared environment sets, its heirs do not take back.
    pub(crate) fn retries(&self) -> bool {
        self.environment.retry_on_failure
            || self.shared.as_ref().is_some_and(|shared| shared.retry_on_failure)
    }
}
