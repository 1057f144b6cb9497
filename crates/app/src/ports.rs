//! What the use cases need of the world.

use std::sync::Arc;

use async_trait::async_trait;
use rand::CryptoRng;
use tacit_courier::JobSecret;
use tacit_numbers::Subject;
use tacit_record::{Progress, Run};
use tacit_spec::{CalledTests, Environment, Place, RunId, TeamId, TestDefinition};
use tacit_taint::Secret;
use tacit_vault::Reference;
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

/// Where values are kept that are not kept here; the composition root puts the sources behind it.
#[async_trait]
pub trait ValueSources: Send + Sync {
    /// What a team may use.
    fn of_team(&self, team: TeamId) -> Vec<SourceOffer>;

    /// The value at a place, from its source or as it was a short while ago.
    async fn fetch(&self, team: TeamId, from: &Reference) -> Result<Arc<Secret>, SourceTrouble>;

    /// What went wrong when it was asked for last.
    fn trouble(&self, team: TeamId, from: &Reference) -> Option<SourceTrouble>;
}

/// A source that a team may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceOffer {
    /// As the operator calls it.
    pub name: String,
    /// A word for its kind.
    pub kind: &'static str,
    /// What paths begin with.
    pub prefixes: Vec<String>,
}

/// Why there is no value, in a sentence that quotes nothing of the source's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTrouble(pub String);

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
    /// The tests that it runs as subtests.
    pub subtests: CalledTests,
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
