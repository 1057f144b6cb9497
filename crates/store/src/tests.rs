//! Tests and their revisions. A definition is JSON text here; `spec` reads it.

use std::collections::HashMap;

use tacit_spec::{BucketKey, EnvironmentId, PersonId, TeamId, TestId};

use crate::{
    Access, Micros, Page, Result, StoreError, Tx,
    backend::{build, execute, fetch, row, select},
    found,
    runs::chunks,
};

row! {
    /// A test.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Test {
        /// The test.
        pub id: TestId,
        /// The bucket it belongs to.
        pub bucket: BucketKey,
        /// As in the definition.
        pub name: String,
        /// As in the definition.
        pub description: Option<String>,
        /// JSON.
        pub definition: String,
        /// Counts the definitions, from 1.
        pub revision: i64,
        /// Where runs that name no environment run.
        pub default_environment: Option<EnvironmentId>,
        /// Whoever knows it may run the test.
        pub trigger_token: String,
        /// `None` when the person is gone.
        pub created_by: Option<PersonId>,
        /// When it was made.
        pub created_at: Micros,
        /// When the definition changed last.
        pub updated_at: Micros,
    }
}

row! {
    /// A definition that a test has or had.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TestRevision {
        /// The test.
        pub test: TestId,
        /// Its number.
        pub revision: i64,
        /// JSON.
        pub definition: String,
        /// `None` when the person is gone.
        pub author: Option<PersonId>,
        /// When it was saved.
        pub created_at: Micros,
    }
}

/// A definition to save, with the parts of it that lists show.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The name in the definition.
    pub name: &'a str,
    /// The description in the definition.
    pub description: Option<&'a str>,
    /// JSON.
    pub definition: &'a str,
}

/// Adds a test and its first revision; `revision` has to be 1.
pub async fn insert(tx: &mut Tx, test: &Test) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO tests (id, bucket, name, description, definition, revision, default_environment, trigger_token,
                            created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        test.id.0,
        test.bucket.0.as_str(),
        test.name.as_str(),
        test.description.as_deref(),
        test.definition.as_str(),
        test.revision,
        test.default_environment.map(|environment| environment.0),
        test.trigger_token.as_str(),
        test.created_by.map(|person| person.0),
        test.created_at,
        test.updated_at
    )?;
    keep_revision(tx, test.id, test.revision, &test.definition, test.created_by, test.created_at).await
}

/// One test.
pub async fn find(on: impl Into<Access<'_>>, test: TestId) -> Result<Option<Test>> {
    select!(on, fetch_optional, Test, "FROM tests WHERE id = $1", test.0)
}

/// One test, if it is in this bucket.
pub async fn find_in(on: impl Into<Access<'_>>, bucket: &BucketKey, test: TestId) -> Result<Option<Test>> {
    select!(on, fetch_optional, Test, "FROM tests WHERE id = $1 AND bucket = $2", test.0, bucket.0.as_str())
}

/// The test with a trigger token.
pub async fn find_by_trigger_token(on: impl Into<Access<'_>>, token: &str) -> Result<Option<Test>> {
    select!(on, fetch_optional, Test, "FROM tests WHERE trigger_token = $1", token)
}

/// The tests of a bucket, oldest first.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey, page: Page) -> Result<Vec<Test>> {
    select!(
        on,
        fetch_all,
        Test,
        "FROM tests WHERE bucket = $1 ORDER BY created_at, id LIMIT $2 OFFSET $3",
        bucket.0.as_str(),
        page.limit(),
        page.offset()
    )
}

/// Ids of all tests behind `after`, in their order.
pub async fn ids_after(on: impl Into<Access<'_>>, after: TestId, limit: u32) -> Result<Vec<TestId>> {
    let rows = fetch!(
        on,
        fetch_all,
        (uuid::Uuid,),
        "SELECT id FROM tests WHERE id > $1 ORDER BY id LIMIT $2",
        after.0,
        i64::from(limit)
    )?;
    Ok(rows.into_iter().map(|(id,)| TestId(id)).collect())
}

/// What tests are called, of those that are there.
pub async fn names(on: impl Into<Access<'_>>, tests: &[TestId]) -> Result<HashMap<TestId, String>> {
    let mut access = on.into();
    let mut all = HashMap::new();
    for chunk in chunks(tests) {
        let rows = build!(
            access.again(),
            (uuid::Uuid, String),
            "SELECT id, name FROM tests WHERE id IN (",
            |builder| {
                let mut ids = builder.separated(", ");
                for test in chunk {
                    ids.push_bind(test.0);
                }
                builder.push(")");
            }
        )?;
        all.extend(rows.into_iter().map(|(id, name)| (TestId(id), name)));
    }
    Ok(all)
}

/// How many tests a bucket has.
pub async fn count_of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<i64> {
    let (count,) =
        fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM tests WHERE bucket = $1", bucket.0.as_str())?;
    Ok(count)
}

/// The tests of a team, or of one of its buckets, whose definition holds `text` somewhere. For "which tests use this".
pub async fn mentioning(
    on: impl Into<Access<'_>>,
    team: TeamId,
    bucket: Option<&BucketKey>,
    text: &str,
) -> Result<Vec<Test>> {
    let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
    let mut tests = select!(
        on,
        fetch_all,
        Test,
        r"FROM tests WHERE bucket IN (SELECT key FROM buckets WHERE team = $1 AND ($2 IS NULL OR key = $2))
          AND definition LIKE $3 ESCAPE '\' ORDER BY created_at, id",
        team.0,
        bucket.map(|bucket| bucket.0.as_str()),
        pattern
    )?;
    // One of the two databases looks past upper and lower case.
    tests.retain(|test| test.definition.contains(text));
    Ok(tests)
}

/// Saves a definition as the next revision and returns its number. With `expected`, a [`StoreError::Conflict`] when
/// somebody else saved one since.
pub async fn update(
    tx: &mut Tx,
    test: TestId,
    draft: Draft<'_>,
    expected: Option<i64>,
    author: Option<PersonId>,
    now: Micros,
) -> Result<i64> {
    let row = fetch!(
        &mut *tx,
        fetch_optional,
        (i64,),
        "UPDATE tests SET name = $2, description = $3, definition = $4, revision = revision + 1, updated_at = $5
         WHERE id = $1 AND ($6 IS NULL OR revision = $6) RETURNING revision",
        test.0,
        draft.name,
        draft.description,
        draft.definition,
        now,
        expected
    )?;
    let Some((revision,)) = row else {
        return Err(match find(tx, test).await? {
            Some(test) => StoreError::conflict(format!(
                "somebody else saved revision {} of this test meanwhile: reload it",
                test.revision
            )),
            None => StoreError::NotFound,
        });
    };
    keep_revision(tx, test, revision, draft.definition, author, now).await?;
    Ok(revision)
}

/// Chooses the default environment.
pub async fn set_default_environment(
    tx: &mut Tx,
    test: TestId,
    environment: Option<EnvironmentId>,
) -> Result<()> {
    let environment = environment.map(|environment| environment.0);
    found(execute!(tx, "UPDATE tests SET default_environment = $2 WHERE id = $1", test.0, environment)?)
}

/// Replaces the trigger token; the old one stops working.
pub async fn set_trigger_token(tx: &mut Tx, test: TestId, token: &str) -> Result<()> {
    found(execute!(tx, "UPDATE tests SET trigger_token = $2 WHERE id = $1", test.0, token)?)
}

/// Removes a test with its environments, revisions and results.
pub async fn delete(tx: &mut Tx, test: TestId) -> Result<()> {
    found(execute!(tx, "DELETE FROM tests WHERE id = $1", test.0)?)
}

/// The definitions a test had, newest first.
pub async fn revisions(on: impl Into<Access<'_>>, test: TestId, page: Page) -> Result<Vec<TestRevision>> {
    select!(
        on,
        fetch_all,
        TestRevision,
        "FROM test_revisions WHERE test = $1 ORDER BY revision DESC LIMIT $2 OFFSET $3",
        test.0,
        page.limit(),
        page.offset()
    )
}

/// One definition a test had.
pub async fn revision(
    on: impl Into<Access<'_>>,
    test: TestId,
    revision: i64,
) -> Result<Option<TestRevision>> {
    select!(
        on,
        fetch_optional,
        TestRevision,
        "FROM test_revisions WHERE test = $1 AND revision = $2",
        test.0,
        revision
    )
}

async fn keep_revision(
    tx: &mut Tx,
    test: TestId,
    revision: i64,
    definition: &str,
    author: Option<PersonId>,
    now: Micros,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO test_revisions (test, revision, definition, author, created_at) VALUES ($1, $2, $3, $4, $5)",
        test.0,
        revision,
        definition,
        author.map(|person| person.0),
        now
    )?;
    Ok(())
}
