//! Environments, shared by a bucket or of one test, and their revisions. A definition is JSON text here.

use tacit_spec::{BucketKey, EnvironmentId, PersonId, Place, TeamId, TestId};

use crate::{
    Access, Micros, Page, Result, StoreError, Tx,
    backend::{execute, fetch, row, select},
    found,
};

row! {
    /// An environment.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Environment {
        /// The environment.
        pub id: EnvironmentId,
        /// The bucket it belongs to.
        pub bucket: BucketKey,
        /// The test it belongs to; `None` when shared.
        pub test: Option<TestId>,
        /// As in the definition.
        pub name: String,
        /// The shared environment it inherits from.
        pub parent: Option<EnvironmentId>,
        /// JSON.
        pub definition: String,
        /// The keys of the places that the definition names, with spaces between them; those of the parent are not
        /// among them. `None` in a row of an older version that nobody has looked at yet.
        pub places: Option<String>,
        /// Counts the definitions, from 1.
        pub revision: i64,
        /// When it was made.
        pub created_at: Micros,
        /// When the definition changed last.
        pub updated_at: Micros,
    }
}

row! {
    /// A definition that an environment has or had.
    #[derive(Clone, Debug, PartialEq)]
    pub struct EnvironmentRevision {
        /// The environment.
        pub environment: EnvironmentId,
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

/// A definition to save, with the parts of it that lists and references need.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The name in the definition.
    pub name: &'a str,
    /// The parent in the definition.
    pub parent: Option<EnvironmentId>,
    /// JSON.
    pub definition: &'a str,
    /// As in [`Environment`].
    pub places: &'a str,
}

/// Adds an environment and its first revision; `revision` has to be 1. The caller has checked that the parent is a
/// shared one of the same bucket.
pub async fn insert(tx: &mut Tx, environment: &Environment, author: Option<PersonId>) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO environments (id, bucket, test, name, parent, definition, places, revision, created_at,
                                   updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        environment.id.0,
        environment.bucket.0.as_str(),
        environment.test.map(|test| test.0),
        environment.name.as_str(),
        environment.parent.map(|parent| parent.0),
        environment.definition.as_str(),
        environment.places.as_deref(),
        environment.revision,
        environment.created_at,
        environment.updated_at
    )?;
    let Environment { id, revision, ref definition, created_at, .. } = *environment;
    keep_revision(tx, id, revision, definition, author, created_at).await
}

/// One environment.
pub async fn find(on: impl Into<Access<'_>>, environment: EnvironmentId) -> Result<Option<Environment>> {
    select!(on, fetch_optional, Environment, "FROM environments WHERE id = $1", environment.0)
}

/// The shared environments of a bucket, oldest first.
pub async fn shared_of_bucket(
    on: impl Into<Access<'_>>,
    bucket: &BucketKey,
    page: Page,
) -> Result<Vec<Environment>> {
    select!(
        on,
        fetch_all,
        Environment,
        "FROM environments WHERE bucket = $1 AND test IS NULL ORDER BY created_at, id LIMIT $2 OFFSET $3",
        bucket.0.as_str(),
        page.limit(),
        page.offset()
    )
}

/// The environments of one test, oldest first; shared ones are not among them.
pub async fn of_test(on: impl Into<Access<'_>>, test: TestId) -> Result<Vec<Environment>> {
    select!(on, fetch_all, Environment, "FROM environments WHERE test = $1 ORDER BY created_at, id", test.0)
}

/// The environments that build on a shared one.
pub async fn heirs(on: impl Into<Access<'_>>, shared: EnvironmentId) -> Result<Vec<Environment>> {
    select!(
        on,
        fetch_all,
        Environment,
        "FROM environments WHERE parent = $1 ORDER BY created_at, id",
        shared.0
    )
}

/// The environments of a team, or of one of its buckets, whose definition holds `text` somewhere.
pub async fn mentioning(
    on: impl Into<Access<'_>>,
    team: TeamId,
    bucket: Option<&BucketKey>,
    text: &str,
) -> Result<Vec<Environment>> {
    let pattern = format!("%{}%", text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
    let mut environments = select!(
        on,
        fetch_all,
        Environment,
        r"FROM environments WHERE bucket IN (SELECT key FROM buckets WHERE team = $1 AND ($2 IS NULL OR key = $2))
          AND definition LIKE $3 ESCAPE '\' ORDER BY created_at, id",
        team.0,
        bucket.map(|bucket| bucket.0.as_str()),
        pattern
    )?;
    // One of the two databases looks past upper and lower case.
    environments.retain(|environment| environment.definition.contains(text));
    Ok(environments)
}

/// Those whose places nobody has looked at yet, at most `limit`.
pub async fn without_places(on: impl Into<Access<'_>>, limit: u32) -> Result<Vec<Environment>> {
    select!(
        on,
        fetch_all,
        Environment,
        "FROM environments WHERE places IS NULL ORDER BY id LIMIT $1",
        i64::from(limit)
    )
}

/// Writes down the places that the definition names, as they are in [`Environment`].
pub async fn set_places(tx: &mut Tx, environment: EnvironmentId, places: &str) -> Result<()> {
    found(execute!(tx, "UPDATE environments SET places = $2 WHERE id = $1", environment.0, places)?)
}

/// The environments of a team that name this place.
pub async fn in_place(on: impl Into<Access<'_>>, team: TeamId, place: &Place) -> Result<Vec<Environment>> {
    select!(
        on,
        fetch_all,
        Environment,
        "FROM environments WHERE bucket IN (SELECT key FROM buckets WHERE team = $1)
         AND (' ' || places || ' ') LIKE $2 ORDER BY bucket, name, id",
        team.0,
        format!("% {place} %")
    )
}

/// Saves a definition as the next revision and returns its number. With `expected`, a [`StoreError::Conflict`] when
/// somebody else saved one since.
pub async fn update(
    tx: &mut Tx,
    environment: EnvironmentId,
    draft: Draft<'_>,
    expected: Option<i64>,
    author: Option<PersonId>,
    now: Micros,
) -> Result<i64> {
    let row = fetch!(
        &mut *tx,
        fetch_optional,
        (i64,),
        "UPDATE environments SET name = $2, parent = $3, definition = $4, places = $5, revision = revision + 1,
                                 updated_at = $6
         WHERE id = $1 AND ($7 IS NULL OR revision = $7) RETURNING revision",
        environment.0,
        draft.name,
        draft.parent.map(|parent| parent.0),
        draft.definition,
        draft.places,
        now,
        expected
    )?;
    let Some((revision,)) = row else {
        return Err(match find(tx, environment).await? {
            Some(environment) => StoreError::conflict(format!(
                "somebody else saved revision {} of this environment meanwhile: reload it",
                environment.revision
            )),
            None => StoreError::NotFound,
        });
    };
    keep_revision(tx, environment, revision, draft.definition, author, now).await?;
    Ok(revision)
}

/// Removes an environment. A [`StoreError::Conflict`] while others inherit from it or schedules run in it; tests that had it as their default
/// have none afterwards.
pub async fn delete(tx: &mut Tx, environment: EnvironmentId) -> Result<()> {
    let heir = fetch!(
        &mut *tx,
        fetch_optional,
        (String,),
        "SELECT name FROM environments WHERE parent = $1 ORDER BY created_at, id LIMIT 1",
        environment.0
    )?;
    if let Some((heir,)) = heir {
        return Err(StoreError::conflict(format!(
            "the environment {heir} inherits from this one: change it first"
        )));
    }
    let schedules = fetch!(
        &mut *tx,
        fetch_one,
        (i64,),
        "SELECT COUNT(*) FROM schedules WHERE environment = $1",
        environment.0
    )?;
    if schedules.0 > 0 {
        return Err(StoreError::conflict(
            "schedules run tests in this environment: delete them, or choose another environment for them, first",
        ));
    }
    execute!(
        tx,
        "UPDATE tests SET default_environment = NULL WHERE default_environment = $1
         AND bucket = (SELECT bucket FROM environments WHERE id = $1)",
        environment.0
    )?;
    crate::alerts::forget_environment(tx, environment).await?;
    found(execute!(tx, "DELETE FROM environments WHERE id = $1", environment.0)?)
}

/// The definitions an environment had, newest first.
pub async fn revisions(
    on: impl Into<Access<'_>>,
    environment: EnvironmentId,
    page: Page,
) -> Result<Vec<EnvironmentRevision>> {
    select!(
        on,
        fetch_all,
        EnvironmentRevision,
        "FROM environment_revisions WHERE environment = $1 ORDER BY revision DESC LIMIT $2 OFFSET $3",
        environment.0,
        page.limit(),
        page.offset()
    )
}

/// One definition an environment had.
pub async fn revision(
    on: impl Into<Access<'_>>,
    environment: EnvironmentId,
    revision: i64,
) -> Result<Option<EnvironmentRevision>> {
    select!(
        on,
        fetch_optional,
        EnvironmentRevision,
        "FROM environment_revisions WHERE environment = $1 AND revision = $2",
        environment.0,
        revision
    )
}

async fn keep_revision(
    tx: &mut Tx,
    environment: EnvironmentId,
    revision: i64,
    definition: &str,
    author: Option<PersonId>,
    now: Micros,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO environment_revisions (environment, revision, definition, author, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        environment.0,
        revision,
        definition,
        author.map(|person| person.0),
        now
    )?;
    Ok(())
}
