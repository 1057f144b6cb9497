//! Environments: of one test, or shared by a bucket.

use tacit_spec::{BucketKey, Environment, EnvironmentId, TestId};
use tacit_store::{Page, Tx, environments, environments::Draft, tests};

use super::{checked_name, problems, tests::found as found_test};
use crate::{
    App, AppError, BucketAccess, Permission, Result, Who, alerts, numbers::Gone, patience::patiently, places,
};

/// An environment with its definition.
pub struct EnvironmentView {
    /// As it is kept.
    pub row: environments::Environment,
    /// Its definition, with its ids.
    pub definition: Environment,
}

/// Where an environment is looked for.
type Of = Option<TestId>;

impl EnvironmentView {
    pub(super) fn read(row: environments::Environment) -> Result<Self> {
        Ok(Self { definition: read_environment(&row)?, row })
    }
}

impl App {
    /// The environments of a test, or with `None` the shared ones of the bucket; oldest first.
    pub async fn environments(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
    ) -> Result<Vec<EnvironmentView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let store = &self.parts.store;
        let rows = match test {
            Some(test) => {
                found_test(tests::find_in(store, bucket, test).await?)?;
                environments::of_test(store, test).await?
            }
            None => environments::shared_of_bucket(store, bucket, Page::first(u32::MAX)).await?,
        };
        rows.into_iter().map(EnvironmentView::read).collect()
    }

    /// One environment. Without a test, any of the bucket.
    pub async fn environment(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
        environment: EnvironmentId,
    ) -> Result<EnvironmentView> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let row = environments::find(&self.parts.store, environment).await?;
        EnvironmentView::read(here(row, bucket, test)?)
    }

    /// Adds an environment to a test, or with `None` to the bucket.
    pub async fn create_environment(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
        text: &str,
    ) -> Result<EnvironmentView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let definition = problems::reading(text, read_body).await?;
        let mut tx = self.parts.store.begin().await?;
        if let Some(test) = test {
            found_test(tests::find_in(&mut tx, bucket, test).await?)?;
        }
        let id = self.add_environment(&mut tx, &access, test, definition).await?;
        tx.commit().await?;
        self.environment(who, bucket, test, id).await
    }

    /// Replaces an environment. Without a test, any of the bucket. Revisions as with
    /// [`replace_test`](App::replace_test).
    pub async fn replace_environment(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
        environment: EnvironmentId,
        text: &str,
        expected: Option<i64>,
    ) -> Result<EnvironmentView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut definition = problems::reading(text, read_body).await?;
        let sent = definition.other.shift_remove("revision").and_then(|revision| revision.as_i64());
        let mut tx = self.parts.store.begin().await?;
        let row = here(environments::find(&mut tx, environment).await?, bucket, test)?;
        self.save_environment(&mut tx, &access, &row, definition, expected.or(sent)).await?;
        tx.commit().await?;
        self.environment(who, bucket, test, environment).await
    }

    /// Removes an environment. The last one of a test stays.
    pub async fn delete_environment(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
        environment: EnvironmentId,
    ) -> Result<()> {
        patiently(|| self.delete_environment_once(who, bucket, test, environment)).await
    }

    async fn delete_environment_once(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: Of,
        environment: EnvironmentId,
    ) -> Result<()> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = here(environments::find(&mut tx, environment).await?, bucket, test)?;
        if let Some(test) = row.test {
            let all = environments::of_test(&mut tx, test).await?;
            if all.len() == 1 {
                return Err(AppError::Conflict(
                    "a test has at least one environment: this is its last".into(),
                ));
            }
        }
        let tests = match row.test {
            Some(test) => tests::find_in(&mut tx, bucket, test).await?.into_iter().collect(),
            None => tests::of_bucket(&mut tx, bucket, Page::first(u32::MAX)).await?,
        };
        let tests = tests.into_iter().map(|test| (test.id, test.name));
        let names = self.last_names(&mut tx, &access.bucket, tests, Some(environment)).await?;
        environments::delete(&mut tx, environment).await?;
        self.end_with_deletion(&mut tx, &names).await?;
        tx.commit().await?;
        self.parts.tests.forget(Gone::Environment(environment));
        Ok(())
    }

    pub(super) async fn add_environment(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        test: Of,
        mut definition: Environment,
    ) -> Result<EnvironmentId> {
        let id = EnvironmentId(self.uuid());
        (definition.id, definition.test) = (Some(id), test);
        definition.other.shift_remove("revision");
        check(tx, access, &definition).await?;
        let now = self.now();
        let row = environments::Environment {
            id,
            bucket: access.bucket.key.clone(),
            test,
            name: definition.name.clone(),
            parent: definition.parent,
            definition: definition.to_stored().to_string(),
            places: Some(places::written(&definition)),
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        environments::insert(tx, &row, Some(access.who.person)).await?;
        self.derive_channels(tx, access.team.id, id, &definition).await?;
        Ok(id)
    }

    pub(super) async fn save_environment(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        row: &environments::Environment,
        mut definition: Environment,
        expected: Option<i64>,
    ) -> Result<()> {
        (definition.id, definition.test) = (Some(row.id), row.test);
        if let Ok(before) = read_environment(row) {
            alerts::forget_deleted_channels(tx, access.team.id, &before, &mut definition).await?;
        }
        check(tx, access, &definition).await?;
        let (stored, places) = (definition.to_stored().to_string(), places::written(&definition));
        let draft =
            Draft { name: &definition.name, parent: definition.parent, definition: &stored, places: &places };
        environments::update(tx, row.id, draft, expected, Some(access.who.person), self.now()).await?;
        self.derive_channels(tx, access.team.id, row.id, &definition).await
    }
}

/// A stored environment.
pub(crate) fn read_environment(row: &environments::Environment) -> Result<Environment> {
    Environment::from_json(&row.definition)
        .map_err(|_| AppError::internal("a stored definition of an environment cannot be read"))
}

/// Whether a run of `test` may take place in `environment`.
pub(crate) fn usable_by(environment: &environments::Environment, test: &tests::Test) -> bool {
    environment.bucket == test.bucket && environment.test.is_none_or(|own| own == test.id)
}

/// Drops a parent that is not a shared environment here, and places that the team does not have: what comes from another
/// installation names its own.
pub(super) async fn forget_foreign(
    tx: &mut Tx,
    access: &BucketAccess,
    environment: &mut Environment,
) -> Result<()> {
    if let Some(parent) = environment.parent {
        let found = environments::find(&mut *tx, parent).await?;
        if !found.is_some_and(|found| is_shared(&found, &access.bucket.key)) {
            environment.parent = None;
        }
    }
    alerts::forget_foreign_channels(tx, access.team.id, environment).await?;
    places::forget_foreign_places(tx, access.team.id, environment).await
}

pub(super) fn here(
    row: Option<environments::Environment>,
    bucket: &BucketKey,
    test: Of,
) -> Result<environments::Environment> {
    row.filter(|row| row.bucket == *bucket && (test.is_none() || row.test == test))
        .ok_or(AppError::NotFound("environment"))
}

fn read_body(text: &str) -> Result<Environment> {
    Environment::from_json(text).map_err(|errors| problems::refused("environment", errors))
}

fn is_shared(environment: &environments::Environment, bucket: &BucketKey) -> bool {
    environment.bucket == *bucket && environment.test.is_none()
}

async fn check(tx: &mut Tx, access: &BucketAccess, definition: &Environment) -> Result<()> {
    checked_name("name", &definition.name)?;
    problems::none("environment", definition.validate())?;
    places::check(&mut *tx, access.team.id, definition).await?;
    let Some(parent) = definition.parent else { return Ok(()) };
    let wrong = |message: &str| Err(AppError::invalid("parent_environment_id", message));
    if definition.test.is_none() {
        return wrong("a shared environment cannot inherit from another one");
    }
    match environments::find(tx, parent).await? {
        Some(found) if is_shared(&found, &access.bucket.key) => Ok(()),
        _ => wrong("there is no shared environment with this id in the bucket"),
    }
}
