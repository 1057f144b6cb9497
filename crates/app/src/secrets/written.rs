//! Credentials that are written out in definitions: found when somebody looks, and turned into secrets.

use serde_json::Value;
use tacit_spec::{
    BucketKey, Environment, EnvironmentId, SecretName, TestDefinition, TestId,
    credentials::{self, Finding},
};
use tacit_store::{Page, environments, tests};
use tokio::task::spawn_blocking;

use super::{NewSecret, NewValue, SecretInfo, SecretPlace, SecretScope};
use crate::{App, AppError, Confidential, Permission, Result, Who};

/// A credential that is written out, and in which definition.
pub struct WrittenCredential {
    /// What it stands in.
    pub place: SecretPlace,
    /// Where in it, and what it looks like.
    pub finding: Finding,
    /// Which of those that stand at the same place, from 0.
    pub nth: usize,
}

/// Which credential to turn into a secret.
pub struct CredentialAt {
    /// The test, or the test of the environment; `None` for a shared environment.
    pub test: Option<TestId>,
    /// The environment; `None` when it stands in the test's steps.
    pub environment: Option<EnvironmentId>,
    /// Where in it.
    pub place: String,
    /// Which of those at that place.
    pub nth: usize,
}

/// What the secret is to be; its value is what stands there.
pub struct TurnedSecret {
    /// The name.
    pub name: String,
    /// For every bucket of the team, not for this one alone.
    pub for_team: bool,
    /// As in [`NewSecret`].
    pub visibility: Option<String>,
    /// As in [`NewSecret`].
    pub allowed_hosts: Vec<String>,
}

/// A definition as it is stored.
struct Stored {
    place: SecretPlace,
    revision: i64,
    text: String,
}

impl App {
    /// The credentials that are written out in a test with its environments, or with `None` anywhere in the bucket. For those
    /// who may edit tests, and see them anyway.
    pub async fn written_credentials(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Option<TestId>,
    ) -> Result<Vec<WrittenCredential>> {
        self.bucket(who, bucket, Permission::ModifyTests).await?;
        let stored = self.stored_definitions(bucket, test).await?;
        let found =
            spawn_blocking(move || stored.into_iter().flat_map(|one| of_one(&one)).collect::<Vec<_>>());
        found.await.map_err(|_| AppError::internal("looking for credentials stopped half-way"))
    }

    /// Makes a secret of a credential that is written out, and puts `get_secret` in its place, as a new revision. Revisions of
    /// before still have it, and so do results. The owner's.
    pub async fn turn_into_secret(
        &self,
        who: &Who,
        bucket: &BucketKey,
        at: CredentialAt,
        wanted: TurnedSecret,
    ) -> Result<SecretInfo> {
        let access = self.bucket(who, bucket, Permission::ManageSecrets).await?;
        let gone = || AppError::Conflict("the place has another text now: look again".into());
        let stored = self.stored_definitions(bucket, at.test).await?;
        let ids = |place: &SecretPlace| {
            (place.test.as_ref().map(|(id, _)| *id), place.environment.as_ref().map(|(id, _)| *id))
        };
        let stored = stored.into_iter().find(|one| ids(&one.place) == (at.test, at.environment));
        let stored = stored.ok_or(AppError::NotFound("definition"))?;
        let name =
            SecretName::parse(&wanted.name).map_err(|error| AppError::invalid("name", error.to_string()))?;
        let found =
            of_one(&stored).into_iter().find(|one| one.finding.place == at.place && one.nth == at.nth);
        let found = found.ok_or_else(gone)?;
        let definition: Value = serde_json::from_str(&stored.text).map_err(|_| gone())?;
        let (credential, changed) = credentials::replaced(&definition, &found.finding, &name)
            .map_err(|error| AppError::Conflict(error.to_string()))?;
        let scope = match wanted.for_team {
            true => SecretScope::Team(access.team.id),
            false => SecretScope::Bucket(bucket.clone()),
        };
        let new = NewSecret {
            name: wanted.name,
            value: NewValue::Here(Confidential::new(credential)),
            description: None,
            visibility: wanted.visibility,
            allowed_hosts: wanted.allowed_hosts,
            expires_at: None,
        };
        let secret = self.create_secret(who, &scope, new).await?;
        let (text, revision) = (changed.to_string(), Some(stored.revision));
        let saved = match (at.test, at.environment) {
            (test, Some(environment)) => {
                self.replace_environment(who, bucket, test, environment, &text, revision).await.map(drop)
            }
            (Some(test), None) => self.replace_test(who, bucket, test, &text, revision).await.map(drop),
            (None, None) => Err(AppError::NotFound("definition")),
        };
        if let Err(error) = saved {
            // Nothing names it yet.
            self.delete_secret(who, &scope, secret.id).await?;
            return Err(error);
        }
        // The first search may have seen it where it stood.
        self.search_for_secret(who, secret.id).await?;
        self.secret(who, &scope, secret.id).await
    }

    /// A test with its environments, or with `None` everything of a bucket.
    async fn stored_definitions(&self, bucket: &BucketKey, test: Option<TestId>) -> Result<Vec<Stored>> {
        let store = &self.parts.store;
        let tests = match test {
            Some(test) => vec![tests::find_in(store, bucket, test).await?.ok_or(AppError::NotFound("test"))?],
            None => tests::of_bucket(store, bucket, Page::first(u32::MAX)).await?,
        };
        let mut all = Vec::new();
        for row in tests {
            let test = Some((row.id, row.name));
            for own in environments::of_test(store, row.id).await? {
                let place = SecretPlace { test: test.clone(), environment: Some((own.id, own.name)) };
                all.push(Stored { place, revision: own.revision, text: own.definition });
            }
            let place = SecretPlace { test, environment: None };
            all.push(Stored { place, revision: row.revision, text: row.definition });
        }
        if test.is_none() {
            for shared in environments::shared_of_bucket(store, bucket, Page::first(u32::MAX)).await? {
                let place = SecretPlace { test: None, environment: Some((shared.id, shared.name)) };
                all.push(Stored { place, revision: shared.revision, text: shared.definition });
            }
        }
        Ok(all)
    }
}

/// What cannot be read has no findings: it cannot run either.
fn of_one(stored: &Stored) -> Vec<WrittenCredential> {
    let found = serde_json::from_str(&stored.text).ok().and_then(|value: Value| {
        Some(match stored.place.environment {
            Some(_) => credentials::in_environment(&Environment::from_value(&value).ok()?),
            None => credentials::in_test(&TestDefinition::from_value(&value).ok()?),
        })
    });
    let mut all: Vec<WrittenCredential> = Vec::new();
    for finding in found.unwrap_or_default() {
        let nth = all.iter().filter(|one| one.finding.place == finding.place).count();
        all.push(WrittenCredential { place: stored.place.clone(), finding, nth });
    }
    all
}
