//! Which tests and environments name a secret, and where.

use std::collections::HashMap;

use tacit_record::RunResult;
use tacit_spec::{
    BucketKey, Environment, EnvironmentId, SecretId, TeamId, TestDefinition, TestId,
    usage::{
        SecretUses, computed_names, computed_names_of_environment, hosts, secrets_used,
        secrets_used_by_environment,
    },
};
use tacit_store::{
    Page, buckets, environments,
    runs::{self, RunFilter},
    tests,
};
use tokio::task::spawn_blocking;

use super::SecretScope;
use crate::{App, AppError, Micros, Permission, Result, Who};

/// What every use of a secret is written with.
const CALL: &str = "get_secret";

/// Where a secret is used, and whether it is used at all.
#[derive(Clone, Debug)]
pub struct SecretUsage {
    /// What names it.
    pub uses: Vec<SecretUse>,
    /// What reads a secret whose name is known in a run only: it may be this one.
    pub computed: Vec<SecretUse>,
}

impl SecretUsage {
    /// Whether nothing that is stored would miss it.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        self.uses.is_empty() && self.computed.is_empty()
    }
}

/// One test or environment that names a secret.
#[derive(Clone, Debug)]
pub struct SecretUse {
    /// The bucket.
    pub bucket: BucketKey,
    /// Its name.
    pub bucket_name: String,
    /// What names it.
    pub place: SecretPlace,
    /// Where in it: `steps[0].headers.Authorization[0]`.
    pub places: Vec<String>,
    /// The hosts that its steps send it to, as they are written: `api.example.com`, `{{base_url}}`.
    pub hosts: Vec<String>,
    /// Where the test runs, in its default environment; empty for environments.
    pub locations: Vec<String>,
    /// When the test passed last.
    pub last_passed_at: Option<Micros>,
}

/// What names a secret.
#[derive(Clone, Debug)]
pub struct SecretPlace {
    /// The test, or the test of the environment; `None` for a shared environment.
    pub test: Option<(TestId, String)>,
    /// The environment; `None` when it stands in the test's steps.
    pub environment: Option<(EnvironmentId, String)>,
}

/// A test or environment with what it uses.
pub(super) struct Found {
    pub(super) bucket: BucketKey,
    pub(super) test: Option<(TestId, String)>,
    pub(super) environment: Option<(EnvironmentId, String)>,
    pub(super) uses: SecretUses,
    /// Places that read a secret whose name is known in a run only.
    computed: Vec<String>,
    /// Of a test.
    definition: Option<TestDefinition>,
}

impl App {
    /// Where a secret is used. The owner's.
    pub async fn secret_usage(
        &self,
        who: &Who,
        scope: &SecretScope,
        secret: SecretId,
    ) -> Result<SecretUsage> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let row = self.secret_row(&access, secret).await?;
        let team = access.team.id;
        let buckets = buckets::of_team(&self.parts.store, team, Page::first(u32::MAX)).await?;
        let buckets: HashMap<_, _> = buckets.into_iter().map(|bucket| (bucket.key, bucket.name)).collect();
        let mut usage = SecretUsage { uses: Vec::new(), computed: Vec::new() };
        for mut found in self.definitions_with_secrets(team, access.key(), CALL).await? {
            let bucket_name = buckets.get(&found.bucket).cloned().unwrap_or_default();
            let computed = std::mem::take(&mut found.computed);
            let named = found.uses.remove(&row.name).unwrap_or_default();
            for (list, places) in [(&mut usage.uses, named), (&mut usage.computed, computed)] {
                if !places.is_empty() {
                    list.push(self.secret_use(&found, bucket_name.clone(), places).await?);
                }
            }
        }
        Ok(usage)
    }

    async fn secret_use(&self, found: &Found, bucket_name: String, places: Vec<String>) -> Result<SecretUse> {
        let store = &self.parts.store;
        let hosts = found.definition.iter().flat_map(|test| hosts(test, &places)).collect();
        let place = SecretPlace { test: found.test.clone(), environment: found.environment.clone() };
        let (mut locations, mut last_passed_at) = (Vec::new(), None);
        if let Some((test, _)) = &found.test
            && let Some(test) = tests::find(store, *test).await?
        {
            for place in self.places_of(&test).await? {
                locations.push(self.place_by_key(&place.key()).await?.1);
            }
            let passed = RunFilter { result: Some(RunResult::Pass), ..RunFilter::default() };
            let newest = runs::of_test(store, test.id, passed, 1).await?;
            last_passed_at = newest.first().and_then(|run| run.finished_at);
        }
        let bucket = found.bucket.clone();
        Ok(SecretUse { bucket, bucket_name, place, places, hosts, locations, last_passed_at })
    }

    /// By name, how many tests and shared environments use it.
    pub(super) async fn uses_of_all(
        &self,
        team: TeamId,
        bucket: Option<&BucketKey>,
    ) -> Result<HashMap<String, usize>> {
        let mut users: HashMap<String, Vec<uuid::Uuid>> = HashMap::new();
        for found in self.definitions_with_secrets(team, bucket, CALL).await? {
            let test = found.test.map(|(test, _)| test.0);
            let Some(user) = test.or(found.environment.map(|(environment, _)| environment.0)) else {
                continue;
            };
            for name in found.uses.into_keys() {
                let users = users.entry(name).or_default();
                if !users.contains(&user) {
                    users.push(user);
                }
            }
        }
        Ok(users.into_iter().map(|(name, users)| (name, users.len())).collect())
    }

    pub(super) async fn definitions_with_secrets(
        &self,
        team: TeamId,
        bucket: Option<&BucketKey>,
        text: &str,
    ) -> Result<Vec<Found>> {
        let store = &self.parts.store;
        let tests = tests::mentioning(store, team, bucket, text).await?;
        let environments = environments::mentioning(store, team, bucket, text).await?;
        let mut names: HashMap<_, _> = tests.iter().map(|test| (test.id, test.name.clone())).collect();
        for environment in &environments {
            if let Some(test) = environment.test
                && !names.contains_key(&test)
                && let Some(row) = tests::find(store, test).await?
            {
                names.insert(test, row.name);
            }
        }
        // Reading many definitions takes a while.
        let found = spawn_blocking(move || {
            let tests = tests.into_iter().filter_map(of_test);
            tests.chain(environments.into_iter().filter_map(|row| of_environment(row, &names))).collect()
        });
        found.await.map_err(|_| AppError::internal("looking for uses stopped half-way"))
    }
}

/// `None` for a definition that cannot be read: it cannot run either.
fn of_test(row: tests::Test) -> Option<Found> {
    let definition = TestDefinition::from_value(&serde_json::from_str(&row.definition).ok()?).ok()?;
    Some(Found {
        bucket: row.bucket,
        test: Some((row.id, row.name)),
        environment: None,
        uses: secrets_used(&definition),
        computed: computed_names(&definition),
        definition: Some(definition),
    })
}

fn of_environment(row: environments::Environment, tests: &HashMap<TestId, String>) -> Option<Found> {
    let definition = Environment::from_value(&serde_json::from_str(&row.definition).ok()?).ok()?;
    let test = row.test.map(|test| (test, tests.get(&test).cloned().unwrap_or_default()));
    Some(Found {
        bucket: row.bucket,
        test,
        environment: Some((row.id, row.name)),
        uses: secrets_used_by_environment(&definition),
        computed: computed_names_of_environment(&definition),
        definition: None,
    })
}
