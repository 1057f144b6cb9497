//! The definitions that tests and environments had. Restoring one makes a new revision.

use tacit_spec::{BucketKey, Environment, EnvironmentId, TestDefinition, TestId};
use tacit_store::{Page, environments, people::Person, tests};

use super::{
    EnvironmentView, TestView,
    environments::{here, read_environment},
    tests::{found, read_definition},
};
use crate::{App, AppError, Micros, Permission, Result, Who, alerts};

/// One saved definition.
pub struct RevisionView<T> {
    /// Counts the definitions, from 1.
    pub revision: i64,
    /// When it was saved.
    pub created_at: Micros,
    /// Who saved it; `None` when the person is gone.
    pub author: Option<Person>,
    /// What was saved; `()` in lists.
    pub definition: T,
}

const LISTED: u32 = 200;

impl App {
    /// The revisions of a test, newest first.
    pub async fn test_revisions(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
    ) -> Result<Vec<RevisionView<()>>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let store = &self.parts.store;
        found(tests::find_in(store, bucket, test).await?)?;
        let rows = tests::revisions(store, test, Page::first(LISTED)).await?;
        let people = self.people_by_id(rows.iter().filter_map(|row| row.author).collect()).await?;
        let view = |row: tests::TestRevision| RevisionView {
            revision: row.revision,
            created_at: row.created_at,
            author: row.author.and_then(|id| people.get(&id).cloned()),
            definition: (),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// One revision of a test.
    pub async fn test_revision(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        revision: i64,
    ) -> Result<RevisionView<TestDefinition>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        found(tests::find_in(&self.parts.store, bucket, test).await?)?;
        let row = tests::revision(&self.parts.store, test, revision).await?;
        let row = row.ok_or(AppError::NotFound("revision"))?;
        let mut people = self.people_by_id(row.author.into_iter().collect()).await?;
        Ok(RevisionView {
            revision: row.revision,
            created_at: row.created_at,
            author: row.author.and_then(|id| people.remove(&id)),
            definition: read_definition(&row.definition)?,
        })
    }

    /// Makes an earlier definition of a test the current one.
    pub async fn restore_test(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        revision: i64,
    ) -> Result<TestView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = found(tests::find_in(&mut tx, bucket, test).await?)?;
        let earlier =
            tests::revision(&mut tx, test, revision).await?.ok_or(AppError::NotFound("revision"))?;
        let definition = read_definition(&earlier.definition)?;
        self.save_test(&mut tx, &access, &row, definition, None).await?;
        tx.commit().await?;
        self.view_test(&access, test).await
    }

    /// The revisions of an environment, newest first.
    pub async fn environment_revisions(
        &self,
        who: &Who,
        bucket: &BucketKey,
        environment: EnvironmentId,
    ) -> Result<Vec<RevisionView<()>>> {
        self.environment(who, bucket, None, environment).await?;
        let rows = environments::revisions(&self.parts.store, environment, Page::first(LISTED)).await?;
        let people = self.people_by_id(rows.iter().filter_map(|row| row.author).collect()).await?;
        let view = |row: environments::EnvironmentRevision| RevisionView {
            revision: row.revision,
            created_at: row.created_at,
            author: row.author.and_then(|id| people.get(&id).cloned()),
            definition: (),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// One revision of an environment.
    pub async fn environment_revision(
        &self,
        who: &Who,
        bucket: &BucketKey,
        environment: EnvironmentId,
        revision: i64,
    ) -> Result<RevisionView<Environment>> {
        let current = self.environment(who, bucket, None, environment).await?;
        let row = environments::revision(&self.parts.store, environment, revision).await?;
        let row = row.ok_or(AppError::NotFound("revision"))?;
        let mut people = self.people_by_id(row.author.into_iter().collect()).await?;
        let definition = environments::Environment { definition: row.definition, ..current.row };
        Ok(RevisionView {
            revision: row.revision,
            created_at: row.created_at,
            author: row.author.and_then(|id| people.remove(&id)),
            definition: read_environment(&definition)?,
        })
    }

    /// Makes an earlier definition of an environment the current one.
    pub async fn restore_environment(
        &self,
        who: &Who,
        bucket: &BucketKey,
        environment: EnvironmentId,
        revision: i64,
    ) -> Result<EnvironmentView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = here(environments::find(&mut tx, environment).await?, bucket, None)?;
        let earlier = environments::revision(&mut tx, environment, revision).await?;
        let earlier = earlier.ok_or(AppError::NotFound("revision"))?;
        let definition = environments::Environment { definition: earlier.definition, ..row.clone() };
        let mut definition = read_environment(&definition)?;
        alerts::forget_foreign_channels(&mut tx, access.team.id, &mut definition).await?;
        self.save_environment(&mut tx, &access, &row, definition, None).await?;
        tx.commit().await?;
        self.environment(who, bucket, None, environment).await
    }
}
