//! Tests of a bucket.

use serde_json::json;
use tacit_spec::{BucketKey, EnvironmentId, StepId, TestDefinition, TestId, test_file::LoadedTest};
use tacit_store::{
    Page, Tx, environments, people,
    people::Person,
    runs::{self, Outcome},
    tests,
    tests::{Draft, Test},
};
use tacit_vault::audit::{Action, Object};

use super::{
    EnvironmentView,
    body::{TestBody, keep_foreign},
    checked_name, checked_text, environments as own, problems, step_ids, usable_by,
};
use crate::{
    App, AppError, BucketAccess, Permission, Result, ScheduleView, Who, access::keep_trigger, numbers::Gone,
    patience::patiently,
};

/// A test with all that is around it.
pub struct TestView {
    /// The test.
    pub test: Test,
    /// Its definition.
    pub definition: TestDefinition,
    /// Its own environments, oldest first.
    pub environments: Vec<EnvironmentView>,
    /// Who made it.
    pub author: Option<Person>,
    /// Its newest run.
    pub last_run: Option<Outcome>,
    /// When it runs, oldest first.
    pub schedules: Vec<ScheduleView>,
}

/// A test in a list.
pub struct TestSummary {
    /// The test.
    pub test: Test,
    /// Steps, nested ones included.
    pub step_count: usize,
    /// Who made it.
    pub author: Option<Person>,
    /// Its newest runs, newest first.
    pub runs: Vec<Outcome>,
}

impl App {
    /// The tests of a bucket, oldest first, each with its newest `runs` runs.
    pub async fn tests(
        &self,
        who: &Who,
        bucket: &BucketKey,
        page: Page,
        runs: u32,
    ) -> Result<Vec<TestSummary>> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let store = &self.parts.store;
        let listed = tests::of_bucket(store, &access.bucket.key, page).await?;
        let mut outcomes = runs::outcomes_of_bucket(store, &access.bucket.key, None, runs).await?;
        let people = self.people_by_id(listed.iter().filter_map(|test| test.created_by).collect()).await?;
        Ok(listed
            .into_iter()
            .map(|mut test| {
                keep_trigger(access.role, &mut test.trigger_token);
                TestSummary {
                    step_count: count_steps(&test.definition),
                    author: test.created_by.and_then(|id| people.get(&id).cloned()),
                    runs: outcomes.extract_if(.., |outcome| outcome.test == test.id).collect(),
                    test,
                }
            })
            .collect())
    }

    /// One test.
    pub async fn test(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<TestView> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        self.view_test(&access, test).await
    }

    /// Adds a test: what `text` says, or, without steps, one with a request to change and an environment.
    pub async fn create_test(&self, who: &Who, bucket: &BucketKey, text: &str) -> Result<TestView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let body = problems::reading(text, TestBody::read).await?;
        let loaded = match body.whole {
            Some(loaded) => loaded,
            None => {
                let name = body.text("name")?.flatten().unwrap_or_default();
                let test = first_definition(&name, body.text("description")?.flatten())?;
                LoadedTest { test, environments: Vec::new() }
            }
        };
        let mut tx = self.parts.store.begin().await?;
        let id = TestId(self.uuid());
        self.add_test(&mut tx, &access, id, loaded).await?;
        tx.commit().await?;
        self.view_test(&access, id).await
    }

    /// Changes a test: replaces the steps when `text` has some, else only what it names. With `expected`, or a revision
    /// in the text, fails when somebody saved another one since.
    pub async fn replace_test(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        text: &str,
        expected: Option<i64>,
    ) -> Result<TestView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let body = problems::reading(text, TestBody::read).await?;
        let expected = expected.or(body.revision()?);
        let mut tx = self.parts.store.begin().await?;
        let row = found(tests::find_in(&mut tx, bucket, test).await?)?;
        let before = read_definition(&row.definition)?;
        let mut definition = before.clone();
        if let Some(name) = body.text("name")? {
            definition.name = name.unwrap_or_default();
        }
        if let Some(description) = body.text("description")? {
            definition.description = description;
        }
        let default = body.default_environment()?;
        if let Some(whole) = body.whole {
            definition = whole.test;
            keep_foreign(&mut definition, &before);
        }
        if let Some(environment) = default {
            let environment = self.usable_environment(&mut tx, &row, environment).await?;
            tests::set_default_environment(&mut tx, test, Some(environment.id)).await?;
        }
        if definition != before || expected.is_some() {
            self.save_test(&mut tx, &access, &row, definition, expected).await?;
        }
        tx.commit().await?;
        self.view_test(&access, test).await
    }

    /// Removes a test with its environments, revisions and results.
    pub async fn delete_test(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<()> {
        patiently(|| self.delete_test_once(who, bucket, test)).await
    }

    async fn delete_test_once(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<()> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        let row = found(tests::find_in(&mut tx, bucket, test).await?)?;
        let names = self.last_names(&mut tx, &access.bucket, [(test, row.name)], None).await?;
        tests::delete(&mut tx, test).await?;
        self.end_with_deletion(&mut tx, &names).await?;
        let event = access.event(self.now(), Action::TestDeleted).on(Object::Test(test));
        self.audit(&mut tx, event).await?;
        tx.commit().await?;
        self.parts.tests.forget(Gone::Test(test));
        Ok(())
    }

    /// Gives a test a new trigger token; the old address stops working.
    pub async fn reset_trigger(&self, who: &Who, bucket: &BucketKey, test: TestId) -> Result<TestView> {
        let access = self.bucket(who, bucket, Permission::ModifyTests).await?;
        let mut tx = self.parts.store.begin().await?;
        found(tests::find_in(&mut tx, bucket, test).await?)?;
        // Whoever has the address may start runs: an access like a link's.
        let event = access.event(self.now(), Action::SettingsChanged).on(Object::Test(test));
        self.audit(&mut tx, event).await?;
        tests::set_trigger_token(&mut tx, test, &self.trigger_token()).await?;
        tx.commit().await?;
        self.view_test(&access, test).await
    }

    pub(super) async fn view_test(&self, access: &BucketAccess, test: TestId) -> Result<TestView> {
        let store = &self.parts.store;
        let mut row = found(tests::find_in(store, &access.bucket.key, test).await?)?;
        keep_trigger(access.role, &mut row.trigger_token);
        let environments = environments::of_test(store, test).await?;
        let author = match row.created_by {
            Some(person) => people::find(store, person).await?,
            None => None,
        };
        let last_run = runs::latest(store, test).await?.map(outcome);
        Ok(TestView {
            definition: read_definition(&row.definition)?,
            environments: environments.into_iter().map(EnvironmentView::read).collect::<Result<_>>()?,
            author,
            last_run,
            schedules: self.schedules_of(&row.bucket, row.id).await?,
            test: row,
        })
    }

    /// Adds a test with its environments, or with an empty one.
    pub(super) async fn add_test(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        id: TestId,
        loaded: LoadedTest,
    ) -> Result<()> {
        let LoadedTest { mut test, mut environments } = loaded;
        checked_name("name", &test.name)?;
        checked_text("description", test.description.as_deref())?;
        problems::none("test", test.validate())?;
        step_ids::renew(&mut test.steps, &mut || StepId(self.uuid()));
        test.other.shift_remove("revision");
        let now = self.now();
        let row = Test {
            id,
            bucket: access.bucket.key.clone(),
            name: test.name.clone(),
            description: test.description.clone(),
            definition: test.to_stored().to_string(),
            revision: 1,
            default_environment: None,
            trigger_token: self.trigger_token(),
            created_by: Some(access.who.person),
            created_at: now,
            updated_at: now,
        };
        tests::insert(tx, &row).await?;
        if environments.is_empty() {
            environments.push(tacit_spec::Environment::default());
        }
        let mut default = None;
        for mut environment in environments {
            own::forget_foreign(tx, access, &mut environment).await?;
            let added = self.add_environment(tx, access, Some(id), environment).await?;
            default.get_or_insert(added);
        }
        Ok(tests::set_default_environment(tx, id, default).await?)
    }

    /// Saves a definition as the next revision.
    pub(super) async fn save_test(
        &self,
        tx: &mut Tx,
        access: &BucketAccess,
        row: &Test,
        mut definition: TestDefinition,
        expected: Option<i64>,
    ) -> Result<()> {
        checked_name("name", &definition.name)?;
        checked_text("description", definition.description.as_deref())?;
        problems::none("test", definition.validate())?;
        step_ids::complete(&mut definition.steps, &mut || StepId(self.uuid()));
        let stored = definition.to_stored().to_string();
        let draft = Draft {
            name: &definition.name,
            description: definition.description.as_deref(),
            definition: &stored,
        };
        tests::update(tx, row.id, draft, expected, Some(access.who.person), self.now()).await?;
        Ok(())
    }

    pub(crate) async fn usable_environment(
        &self,
        tx: &mut Tx,
        test: &Test,
        environment: EnvironmentId,
    ) -> Result<environments::Environment> {
        let found = environments::find(tx, environment).await?.filter(|found| usable_by(found, test));
        found.ok_or_else(|| {
            AppError::invalid(
                "default_environment_id",
                "this is neither an environment of the test nor a shared one of its bucket",
            )
        })
    }
}

pub(super) fn found<T>(row: Option<T>) -> Result<T> {
    row.ok_or(AppError::NotFound("test"))
}

/// A stored definition.
pub(crate) fn read_definition(stored: &str) -> Result<TestDefinition> {
    TestDefinition::from_json(stored)
        .map_err(|_| AppError::internal("a stored definition of a test cannot be read"))
}

/// What a test starts with, as Runscope's do: a request to change.
fn first_definition(name: &str, description: Option<String>) -> Result<TestDefinition> {
    let mut test = TestDefinition::from_value(&json!({
        "name": checked_name("name", name)?,
        "steps": [{
            "step_type": "request", "method": "GET", "url": "https://yourapihere.com/",
            "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
        }],
    }))
    .map_err(|errors| problems::refused("test", errors))?;
    test.description = description;
    Ok(test)
}

/// Without reading more than the shape of the steps.
fn count_steps(stored: &str) -> usize {
    #[derive(serde::Deserialize)]
    struct Shape {
        #[serde(default)]
        steps: Vec<Shape>,
    }
    fn count(shape: &Shape) -> usize {
        shape.steps.iter().map(|step| 1 + count(step)).sum()
    }
    serde_json::from_str(stored).map_or(0, |shape| count(&shape))
}

fn outcome(run: runs::Run) -> Outcome {
    Outcome {
        id: run.id,
        test: run.test,
        status: run.status,
        result: run.result,
        environment: run.environment,
        environment_name: run.environment_name,
        region: run.region,
        agent: run.agent,
        reason: run.reason,
        source: run.source,
        created_at: run.created_at,
        finished_at: run.finished_at,
        response_time_us: run.response_time_us,
    }
}
