//! From a run that was asked for to a job that can be executed.

use tacit_store::{buckets, environments, runs::Run, tests};

use super::{GivenUp, Variables};
use crate::{
    App, AppError, Job,
    definitions::{read_definition, read_environment},
};

/// Why there is no job.
pub(super) enum Unready {
    /// It never will be one.
    Never(GivenUp),
    /// The store does not answer now.
    Later(AppError),
}

impl App {
    pub(super) async fn job(&self, run: &Run) -> Result<Job, Unready> {
        let store = &self.parts.store;
        let later = |error: tacit_store::StoreError| Unready::Later(error.into());
        let never = |why: GivenUp| move |_: AppError| Unready::Never(why);
        let revision = tests::revision(store, run.test, run.revision).await.map_err(later)?;
        let revision = revision.ok_or(Unready::Never(GivenUp::Definition))?;
        let bucket = buckets::find(store, &run.bucket).await.map_err(later)?;
        let bucket = bucket.ok_or(Unready::Never(GivenUp::Definition))?;
        let (mut environment, mut shared) = (tacit_spec::Environment::default(), None);
        if let Some(id) = run.environment {
            let row = environments::find(store, id).await.map_err(later)?;
            let row = row.ok_or(Unready::Never(GivenUp::Environment))?;
            environment = read_environment(&row).map_err(never(GivenUp::Environment))?;
            if let Some(parent) = row.parent {
                let row = environments::find(store, parent).await.map_err(later)?;
                let row = row.ok_or(Unready::Never(GivenUp::Environment))?;
                shared = Some(read_environment(&row).map_err(never(GivenUp::Environment))?);
            }
        }
        let test = read_definition(&revision.definition).map_err(never(GivenUp::Definition))?;
        let subtests = self.called_tests(&run.bucket, &test).await?;
        let secrets =
            self.opened_secrets(run.team, &run.bucket, run.trial_of).await.map_err(|error| match error {
                AppError::Busy | AppError::Full => Unready::Later(error),
                AppError::NotFound(_) => Unready::Never(GivenUp::NextValue),
                _ => Unready::Never(GivenUp::Secrets),
            })?;
        let variables: Variables = match &run.trigger_variables {
            Some(given) => serde_json::from_str(given).map_err(|_| Unready::Never(GivenUp::Internal))?,
            None => Variables::new(),
        };
        Ok(Job {
            run: run.id,
            team: run.team,
            bucket_key: bucket.key.0,
            bucket_name: bucket.name,
            test_id: run.test.to_string(),
            test,
            shared,
            environment,
            subtests,
            trigger_variables: variables.into_iter().collect(),
            place: run.place(),
            secrets,
        })
    }
}
