//! Which tests and environments name a secret, and where.

use std::collections::HashMap;

use tacit_spec::{
    BucketKey, Environment, EnvironmentId, SecretId, TeamId, TestDefinition, TestId,
    usage::{SecretUses, secrets_used, secrets_used_by_environment},
};
use tacit_store::{Page, buckets, environments, tests};
use tokio::task::spawn_blocking;

use super::SecretScope;
use crate::{App, AppError, Permission, Result, Who};

/// What every use of a secret is written with.
const CALL: &str = "get_secret";

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
}

impl App {
    /// Where a secret is used. The owner's.
    pub async fn secret_usage(
        &self,
        who: &Who,
        scope: &SecretScope,
        secret: SecretId,
    ) -> Result<Vec<SecretUse>> {
        let access = self.secret_access(who, scope, Permission::ManageSecrets).await?;
        let row = self.secret_row(&access, secret).await?;
        let team = access.team.id;
        let buckets = buckets::of_team(&self.parts.store, team, Page::first(u32::MAX)).await?;
        let buckets: HashMap<_, _> = buckets.into_iter().map(|bucket| (bucket.key, bucket.name)).collect();
        let found = self.definitions_with_secrets(team, access.key(), &row.name).await?;
        let uses = found.into_iter().filter_map(|mut found| {
            let places = found.uses.remove(&row.name)?;
            let bucket_name = buckets.get(&found.bucket).cloned().unwrap_or_default();
            let place = SecretPlace { test: found.test, environment: found.environment };
            Some(SecretUse { bucket: found.bucket, bucket_name, place, places })
        });
        Ok(uses.collect())
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
    let uses = secrets_used(&definition);
    Some(Found { bucket: row.bucket, test: Some((row.id, row.name)), environment: None, uses })
}

fn of_environment(row: environments::Environment, tests: &HashMap<TestId, String>) -> Option<Found> {
    let definition = Environment::from_value(&serde_json::from_str(&row.definition).ok()?).ok()?;
    let uses = secrets_used_by_environment(&definition);
    let test = row.test.map(|test| (test, tests.get(&test).cloned().unwrap_or_default()));
    Some(Found { bucket: row.bucket, test, environment: Some((row.id, row.name)), uses })
}
