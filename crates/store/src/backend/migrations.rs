//! The schema, one step after the other. A step that was released is never changed; add a file and a line.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Store, Tx, transaction::Inner};
use crate::{Result, StoreError};

/// Each with the number in its name. Numbers may be left out, and a step may come later than one with a higher number:
/// which ones a database has is remembered one by one.
const STEPS: &[(i64, &str)] = &[
    (1, include_str!("../../migrations/0001_accounts.sql")),
    (2, include_str!("../../migrations/0002_definitions.sql")),
    (3, include_str!("../../migrations/0003_runs.sql")),
    (4, include_str!("../../migrations/0004_schedules.sql")),
    (5, include_str!("../../migrations/0005_places.sql")),
    (6, include_str!("../../migrations/0006_alerts.sql")),
    (7, include_str!("../../migrations/0007_maintenance.sql")),
    (8, include_str!("../../migrations/0008_shares.sql")),
    (9, include_str!("../../migrations/0009_secret_life.sql")),
    (10, include_str!("../../migrations/0010_team_keys.sql")),
    (11, include_str!("../../migrations/0011_kept_elsewhere.sql")),
    (12, include_str!("../../migrations/0012_messages_outlive_tests.sql")),
    (13, include_str!("../../migrations/0013_secret_searches.sql")),
    (14, include_str!("../../migrations/0014_secret_echoes.sql")),
    (15, include_str!("../../migrations/0015_secret_reminders.sql")),
];
/// Up to here a database remembers only the last step it has.
const COUNTED: i64 = 4;

/// The newest step of this program.
pub(super) fn latest() -> i64 {
    STEPS.iter().map(|(number, _)| *number).max().unwrap_or_default()
}

/// Brings the schema up to date in one unit of work.
pub(super) async fn run(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    let done = done(&mut tx).await?;
    let last = done.iter().copied().max().unwrap_or_default();
    let known = latest();
    if last > known {
        return Err(StoreError::other(format!(
            "the database has schema version {last}, this tacit knows {known}: use the newer tacit it was last opened with"
        )));
    }
    let counted = last.min(COUNTED);
    let missing = STEPS.iter().filter(|(number, _)| *number > counted && !done.contains(number));
    for (number, step) in missing {
        match &mut tx.inner {
            Inner::Sqlite(tx) => sqlite_script(tx, step).await?,
            Inner::Postgres(tx) => postgres_script(tx, step).await?,
        }
        super::execute!(&mut tx, "INSERT INTO schema_version (version) VALUES ($1)", *number)?;
    }
    tx.commit().await
}

/// The steps that the database remembers. On PostgreSQL it holds back other servers that start at the same time.
async fn done(tx: &mut Tx) -> Result<Vec<i64>> {
    if let Inner::Postgres(tx) = &mut tx.inner {
        // Any number, as long as it stays the same.
        sqlx::query("SELECT pg_advisory_xact_lock(8243219061)").execute(&mut **tx).await?;
    }
    super::execute!(&mut *tx, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")?;
    let rows = super::fetch!(&mut *tx, fetch_all, (i64,), "SELECT version FROM schema_version")?;
    Ok(rows.into_iter().map(|(version,)| version).collect())
}

async fn sqlite_script(tx: &mut Transaction<'_, Sqlite>, script: &'static str) -> Result<()> {
    sqlx::raw_sql(script).execute(&mut **tx).await?;
    Ok(())
}

async fn postgres_script(tx: &mut Transaction<'_, Postgres>, script: &'static str) -> Result<()> {
    sqlx::raw_sql(script).execute(&mut **tx).await?;
    Ok(())
}
