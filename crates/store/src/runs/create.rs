//! Asking for runs.

use tacit_spec::{BucketKey, EnvironmentId, PersonId, Place, RunId, SecretId, TeamId, TestId};
use uuid::Uuid;

use super::{RunSource, RunStatus};
use crate::{Micros, Result, Tx, backend::execute};

/// A run to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRun {
    /// The run; ids that grow with time (version 7) keep the index compact.
    pub id: RunId,
    /// The team of the bucket.
    pub team: TeamId,
    /// The bucket of the test.
    pub bucket: BucketKey,
    /// The test.
    pub test: TestId,
    /// The test's name now.
    pub test_name: String,
    /// The revision of the definition to run.
    pub revision: i64,
    /// The environment.
    pub environment: Option<EnvironmentId>,
    /// The environment's name now.
    pub environment_name: String,
    /// Where it happens.
    pub place: Place,
    /// What asks for it.
    pub source: RunSource,
    /// Who asks for it.
    pub run_by: Option<PersonId>,
    /// The same for runs that one trigger starts.
    pub trigger_group: Option<Uuid>,
    /// JSON object of text: variables the trigger gives.
    pub trigger_variables: Option<String>,
    /// The secret whose next value is tried.
    pub trial_of: Option<SecretId>,
    /// Now.
    pub created_at: Micros,
}

/// Adds a run in the queue's state. Hand its id to the queue after the commit.
pub async fn create(tx: &mut Tx, run: &NewRun) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO runs (id, team, bucket, test, test_name, revision, environment, environment_name, region, agent,
                           source, run_by, trigger_group, trigger_variables, status, epoch, created_at, trial_of)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $17)",
        run.id.0,
        run.team.0,
        run.bucket.0.as_str(),
        run.test.0,
        run.test_name.as_str(),
        run.revision,
        run.environment.map(|environment| environment.0),
        run.environment_name.as_str(),
        run.place.region(),
        run.place.agent().map(|agent| agent.0),
        run.source.as_str(),
        run.run_by.map(|person| person.0),
        run.trigger_group,
        run.trigger_variables.as_deref(),
        RunStatus::Queued.as_str(),
        run.created_at,
        run.trial_of.map(|secret| secret.0)
    )?;
    Ok(())
}
