//! SQLite: one file, no server.

use std::{fs::OpenOptions, path::Path, time::Duration};

use sqlx::{
    Connection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Backend;
use crate::{Result, StoreError};

const READERS: u32 = 4;
/// How long to wait for a second process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// How long to wait for a connection of our own.
const ACQUIRE: Duration = Duration::from_secs(30);

pub(super) async fn open(path: &Path, max_pages: Option<u32>) -> Result<Backend> {
    make_private(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: what was acknowledged survives a power cut. One sync for each unit of work.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // What is deleted is overwritten, and never goes to a temporary file.
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "1000")
        .pragma("journal_size_limit", "67108864")
        .pragma("cache_size", "-16384")
        .statement_cache_capacity(256);
    let writing = match max_pages {
        Some(pages) => options.clone().pragma("max_page_count", pages.to_string()),
        None => options.clone(),
    };
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // SQLite ends a transaction by itself when the disk is full; sqlx still counts it as open then. Such a
        // connection is closed, the next one is new.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(writing)
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Backend::Sqlite { writer, readers })
}

/// Says three numbers: whether somebody was in the way, and how far it came. What is left waits for the next time.
pub(super) async fn checkpoint(writer: &SqlitePool) -> Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
    Ok(())
}

/// The log and the shared index get the permissions of the database file.
fn make_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Err(StoreError::Full),
        Err(error) => Err(StoreError::other(format!("cannot open {}: {}", path.display(), error.kind()))),
    }
}
