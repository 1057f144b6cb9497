//! The schema, one step after the other. A step that was released is never changed; add a file and a line.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Store, Tx, transaction::Inner};
use crate::{Result, StoreError};

const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_accounts.sql"),
    include_str!("../../migrations/0002_definitions.sql"),
    include_str!("../../migrations/0003_runs.sql"),
    include_str!("../../migrations/0004_schedules.sql"),
];

/// Brings the schema up to date in one unit of work.
pub(super) async fn run(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    let done = version(&mut tx).await?;
    let wanted = STEPS.len() as i64;
    if done > wanted {
        return Err(StoreError::other(format!(
            "the database has schema version {done}, this tacit knows {wanted}: use the newer tacit it was last opened with"
        )));
    }
    if done == wanted {
        return Ok(());
    }
    for step in &STEPS[usize::try_from(done).unwrap_or(0)..] {
        match &mut tx.inner {
            Inner::Sqlite(tx) => sqlite_script(tx, step).await?,
            Inner::Postgres(tx) => postgres_script(tx, step).await?,
        }
    }
    super::execute!(&mut tx, "UPDATE schema_version SET version = $1", wanted)?;
    tx.commit().await
}

/// The number of steps done. On PostgreSQL it holds back other servers that start at the same time.
async fn version(tx: &mut Tx) -> Result<i64> {
    if let Inner::Postgres(tx) = &mut tx.inner {
        // Any number, as long as it stays the same.
        sqlx::query("SELECT pg_advisory_xact_lock(8243219061)").execute(&mut **tx).await?;
    }
    super::execute!(&mut *tx, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")?;
    super::execute!(
        &mut *tx,
        "INSERT INTO schema_version (version) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM schema_version)"
    )?;
    let (version,) = super::fetch!(&mut *tx, fetch_one, (i64,), "SELECT version FROM schema_version")?;
    Ok(version)
}

async fn sqlite_script(tx: &mut Transaction<'_, Sqlite>, script: &'static str) -> Result<()> {
    sqlx::raw_sql(script).execute(&mut **tx).await?;
    Ok(())
}

async fn postgres_script(tx: &mut Transaction<'_, Postgres>, script: &'static str) -> Result<()> {
    sqlx::raw_sql(script).execute(&mut **tx).await?;
    Ok(())
}
