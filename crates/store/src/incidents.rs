//! Incidents with their timelines. What is inside a state or an entry is alerting's.

use tacit_spec::{BucketKey, EnvironmentId, IncidentId, PersonId, TeamId, TestId};
use uuid::Uuid;

use crate::{
    Access, Micros, Page, Result, Tx,
    backend::{Columns, build, execute, fetch, row, select},
    found,
    runs::chunks,
};

row! {
    /// An incident.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Incident {
        /// The incident.
        pub id: IncidentId,
        /// The team of the test.
        pub team: TeamId,
        /// The bucket of the test.
        pub bucket: BucketKey,
        /// The test.
        pub test: TestId,
        /// The environment.
        pub environment: Option<EnvironmentId>,
        /// JSON.
        pub state: String,
        /// A word of alerting's: how bad it is, or was.
        pub condition: String,
        /// When it began.
        pub opened_at: Micros,
        /// When it was over.
        pub resolved_at: Option<Micros>,
        /// Who takes care of it; may be gone.
        pub acknowledged_by: Option<PersonId>,
        /// Since when somebody takes care of it.
        pub acknowledged_at: Option<Micros>,
    }
}

/// Opens an incident. There is at most one open for a test in an environment.
pub async fn insert(tx: &mut Tx, incident: &Incident) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO incidents (id, team, bucket, test, environment, scope, state, condition, opened_at, resolved_at,
                                acknowledged_by, acknowledged_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        incident.id.0,
        incident.team.0,
        incident.bucket.0.as_str(),
        incident.test.0,
        incident.environment.map(|environment| environment.0),
        incident.environment.map_or(Uuid::nil(), |environment| environment.0),
        incident.state.as_str(),
        incident.condition.as_str(),
        incident.opened_at,
        incident.resolved_at,
        incident.acknowledged_by.map(|person| person.0),
        incident.acknowledged_at
    )
    .map_err(|error| error.or_conflict("there is an open incident of this test already"))?;
    Ok(())
}

/// Saves how an incident goes on.
pub async fn update(tx: &mut Tx, incident: &Incident) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE incidents SET state = $2, condition = $3, resolved_at = $4, acknowledged_by = $5, acknowledged_at = $6
         WHERE id = $1",
        incident.id.0,
        incident.state.as_str(),
        incident.condition.as_str(),
        incident.resolved_at,
        incident.acknowledged_by.map(|person| person.0),
        incident.acknowledged_at
    )?)
}

/// The open incidents of these tests.
pub async fn open_of(on: impl Into<Access<'_>>, tests: &[TestId]) -> Result<Vec<Incident>> {
    let mut access = on.into();
    let mut all = Vec::new();
    for chunk in chunks(tests) {
        all.extend(build!(access.again(), Incident, "SELECT ", |builder| {
            builder.push(Incident::columns()).push(" FROM incidents WHERE resolved_at IS NULL AND test IN (");
            let mut ids = builder.separated(", ");
            for test in chunk {
                ids.push_bind(test.0);
            }
            builder.push(")");
        })?);
    }
    Ok(all)
}

/// One incident.
pub async fn find(on: impl Into<Access<'_>>, incident: IncidentId) -> Result<Option<Incident>> {
    select!(on, fetch_optional, Incident, "FROM incidents WHERE id = $1", incident.0)
}

/// The incidents of a bucket: open ones first, then the newest.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey, page: Page) -> Result<Vec<Incident>> {
    select!(
        on,
        fetch_all,
        Incident,
        "FROM incidents WHERE bucket = $1
         ORDER BY CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END, opened_at DESC, id DESC LIMIT $2 OFFSET $3",
        bucket.0.as_str(),
        page.limit(),
        page.offset()
    )
}

/// The incidents of a team: open ones first, then the newest.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId, page: Page) -> Result<Vec<Incident>> {
    select!(
        on,
        fetch_all,
        Incident,
        "FROM incidents WHERE team = $1
         ORDER BY CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END, opened_at DESC, id DESC LIMIT $2 OFFSET $3",
        team.0,
        page.limit(),
        page.offset()
    )
}

/// Adds lines (JSON) to a timeline, in their order.
pub async fn add_entries(tx: &mut Tx, incident: IncidentId, entries: &[String]) -> Result<()> {
    for entry in entries {
        execute!(
            &mut *tx,
            "INSERT INTO incident_entries (incident, seq, entry)
             SELECT $1, COALESCE(MAX(seq), 0) + 1, $2 FROM incident_entries WHERE incident = $1",
            incident.0,
            entry.as_str()
        )?;
    }
    Ok(())
}

/// The timeline of an incident, oldest first: JSON.
pub async fn entries(on: impl Into<Access<'_>>, incident: IncidentId) -> Result<Vec<String>> {
    let rows = fetch!(
        on,
        fetch_all,
        (String,),
        "SELECT entry FROM incident_entries WHERE incident = $1 ORDER BY seq LIMIT 1000",
        incident.0
    )?;
    Ok(rows.into_iter().map(|(entry,)| entry).collect())
}

/// Forgets incidents that were over before this time, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE resolved_at < $1 LIMIT $2)",
        before,
        limit
    )
}
