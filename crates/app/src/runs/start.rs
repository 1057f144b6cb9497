//! Asking for runs.

use indexmap::IndexMap;
use tacit_queue::Priority;
use tacit_spec::{BucketKey, EnvironmentId, PersonId, Place, RunId, SecretId, TeamId, TestId};
use tacit_store::{
    Store, environments,
    runs::{self, NewRun, RunSource},
    tests,
    tests::Test,
};
use uuid::Uuid;

use super::RunEvent;
use crate::{
    App, AppError, Permission, Result, Who,
    definitions::usable_by,
    places::{self, known_place},
};

/// Initial variables that a caller gives: literal text.
pub type Variables = IndexMap<String, String>;

/// A run that was asked for.
pub struct StartedRun {
    /// The run.
    pub run: RunId,
    /// The bucket.
    pub bucket: BucketKey,
    /// The test.
    pub test: TestId,
    /// Its name.
    pub test_name: String,
    /// Where it runs.
    pub environment: Option<EnvironmentId>,
    /// The environment's name.
    pub environment_name: String,
    /// Where it happens.
    pub place: Place,
    /// The variables as the caller gave them.
    pub variables: Variables,
}

/// A run to ask for.
pub(super) struct Wanted {
    pub(super) test: Test,
    pub(super) environment: Where,
    pub(super) variables: Variables,
    /// An address that is told of the result, and what the caller calls it.
    pub(super) callback: Option<(String, String)>,
}

/// On whose behalf.
pub(super) struct Origin {
    pub(super) team: TeamId,
    pub(super) source: RunSource,
    pub(super) run_by: Option<PersonId>,
    pub(super) group: Option<Uuid>,
    /// The secret whose next value is tried.
    pub(super) trial_of: Option<SecretId>,
}

/// The environment of a run, chosen, and where it happens.
pub(super) struct Where {
    pub(super) id: Option<EnvironmentId>,
    name: String,
    /// A run in each of them.
    pub(super) places: Vec<Place>,
}

/// Runs that wait; more are refused until some are done, and before that those of a team which holds most of them.
pub(crate) const WAITING: usize = 20_000;
/// Characters of names and values that one caller gives.
const VARIABLE_BYTES: usize = 1 << 20;

impl App {
    /// Runs a test now: once in each place of the environment, or of those named.
    pub async fn run_test(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        environment: Option<EnvironmentId>,
        variables: Variables,
        places: Vec<Place>,
    ) -> Result<Vec<StartedRun>> {
        let access = self.bucket(who, bucket, Permission::ExecuteTests).await?;
        check_variables("variables", &variables)?;
        let test =
            tests::find_in(&self.parts.store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let mut environment = choose(&self.parts.store, &test, environment, "environment_id").await?;
        if !places.is_empty() {
            for place in &places {
                known_place(&self.parts.store, access.team.id, place, "places").await?;
            }
            environment.places = places;
        }
        let origin = Origin {
            team: access.team.id,
            source: RunSource::Manual,
            run_by: Some(who.person),
            group: None,
            trial_of: None,
        };
        self.start(origin, vec![Wanted { test, environment, variables, callback: None }]).await
    }

    /// Writes all of them down in one unit of work, then hands them to the queue.
    pub(super) async fn start(&self, origin: Origin, wanted: Vec<Wanted>) -> Result<Vec<StartedRun>> {
        let count: usize = wanted.iter().map(|one| one.environment.places.len()).sum();
        if !self.parts.queue.room(WAITING).admit(origin.team.0, count) {
            return Err(AppError::Busy);
        }
        let mut tx = self.parts.store.begin().await?;
        let mut started = Vec::with_capacity(count);
        for Wanted { test, environment, variables, callback } in wanted {
            let given = (!variables.is_empty()).then(|| serde_json::json!(variables).to_string());
            for place in environment.places {
                let run = NewRun {
                    id: RunId(self.uuid()),
                    team: origin.team,
                    bucket: test.bucket.clone(),
                    test: test.id,
                    test_name: test.name.clone(),
                    revision: test.revision,
                    environment: environment.id,
                    environment_name: environment.name.clone(),
                    place,
                    source: origin.source,
                    run_by: origin.run_by,
                    trigger_group: origin.group,
                    trigger_variables: given.clone(),
                    trial_of: origin.trial_of,
                    created_at: self.now(),
                };
                runs::create(&mut tx, &run).await?;
                if let Some((url, path)) = &callback {
                    self.add_callback(&mut tx, origin.team, run.id, url, path).await?;
                }
                started.push(StartedRun {
                    run: run.id,
                    bucket: run.bucket,
                    test: run.test,
                    test_name: run.test_name,
                    environment: run.environment,
                    environment_name: run.environment_name,
                    place: run.place,
                    variables: variables.clone(),
                });
            }
        }
        tx.commit().await?;
        for one in &started {
            self.parts.live.open(one.run);
            self.tell(&one.bucket, RunEvent { test: one.test, run: one.run, result: "queued" });
            self.enqueue(one.run, &one.place, origin.team, Priority::Manual);
        }
        Ok(started)
    }
}

/// The named environment, else the test's default one, else its first. `path` is what the caller calls it.
pub(super) async fn choose(
    store: &Store,
    test: &Test,
    named: Option<EnvironmentId>,
    path: &str,
) -> Result<Where> {
    let row = match named.or(test.default_environment) {
        Some(id) => environments::find(store, id).await?.filter(|row| usable_by(row, test)),
        None => environments::of_test(store, test.id).await?.into_iter().next(),
    };
    match row {
        Some(row) => {
            let shared = match row.parent {
                Some(parent) => environments::find(store, parent).await?,
                None => None,
            };
            let shared = shared.and_then(|shared| shared.places);
            let places = places::effective(row.places.as_deref(), shared.as_deref());
            Ok(Where { id: Some(row.id), name: row.name, places })
        }
        None if named.is_some() => Err(AppError::invalid(
            path,
            "this is neither an environment of the test nor a shared one of its bucket",
        )),
        None => {
            let name = tacit_spec::Environment::default().name;
            Ok(Where { id: None, name, places: vec![places::here()] })
        }
    }
}

/// Names that runs set themselves, or that mean something else in a template, are refused.
pub(super) fn check_variables(path: &str, variables: &Variables) -> Result<()> {
    let mut bytes = 0;
    for (name, value) in variables {
        bytes += name.len() + value.len();
        let problem = if name.trim().is_empty() {
            "a variable has no name"
        } else if name.trim() == "get_secret" {
            "a variable cannot be called `get_secret`, which is how secrets are read"
        } else if name.starts_with("runscope_") {
            "names that start with `runscope_` are reserved: choose another name"
        } else {
            continue;
        };
        return Err(AppError::invalid(path, problem));
    }
    if bytes > VARIABLE_BYTES {
        return Err(AppError::invalid(path, "the variables are larger than 1 MiB together"));
    }
    Ok(())
}
