//! The two databases behind one handle. Only this module knows which one it is.
//!
//! A statement is written once, with `$1` placeholders and the SQL that both understand; the macros of [`query`] expand
//! it for each driver. Types: `BIGINT` for numbers and times, `UUID` for ids, `TEXT` for JSON, `BYTEA` for bytes.

mod access;
mod column;
mod migrations;
mod postgres;
mod query;
mod snapshot;
mod sqlite;
mod transaction;

use std::path::Path;

use sqlx::{PgPool, SqlitePool};

pub use access::Access;
pub(crate) use access::Conn;
pub(crate) use column::{Column, Columns, row, text_enum};
pub(crate) use query::{build, execute, fetch, select};
pub use snapshot::Copy as DatabaseCopy;
pub use transaction::Tx;

use crate::Result;

/// A database of tacit. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) backend: Backend,
}

#[derive(Clone, Debug)]
pub(crate) enum Backend {
    /// One writer, so that nobody waits for a lock inside the process, and readers beside it.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// One pool for both.
    Postgres(PgPool),
}

impl Store {
    /// Opens the SQLite database at `path`; makes it, and brings its schema up to date, when needed.
    pub async fn open_sqlite(path: &Path) -> Result<Self> {
        Self::open_sqlite_capped(path, None).await
    }

    /// Like [`Store::open_sqlite`] with a quota: the file never has more than `max_pages` pages of 4 KiB; what does not
    /// fit is refused with [`StoreError::Full`](crate::StoreError::Full).
    pub async fn open_sqlite_capped(path: &Path, max_pages: Option<u32>) -> Result<Self> {
        let backend = sqlite::open(path, max_pages).await?;
        Self::migrated(backend).await
    }

    /// Opens the PostgreSQL database at `url` (`postgres://user:password@host/database`) and brings its schema up to
    /// date. Several servers may do so at once.
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let backend = postgres::open(url).await?;
        Self::migrated(backend).await
    }

    async fn migrated(backend: Backend) -> Result<Self> {
        let store = Self { backend };
        migrations::run(&store).await?;
        Ok(store)
    }

    /// Starts a unit of work. In SQLite it waits until no other one is open.
    pub async fn begin(&self) -> Result<Tx> {
        Tx::begin(self).await
    }

    /// Whether the database answers; for readiness checks.
    pub async fn check(&self) -> Result<()> {
        fetch!(self, fetch_one, (i64,), "SELECT COUNT(*) FROM schema_version")?;
        Ok(())
    }

    /// Moves what was written into the database itself and empties SQLite's write-ahead log, in which what was deleted
    /// stands until then. It does what it can while others read. PostgreSQL does this by itself.
    pub async fn checkpoint(&self) -> Result<()> {
        if let Backend::Sqlite { writer, .. } = &self.backend {
            sqlite::checkpoint(writer).await?;
        }
        Ok(())
    }

    /// Waits for what is under way, then closes every connection.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite { writer, readers } => {
                // Readers first: the last connection to close empties the write-ahead log, and it must be one that
                // may write.
                readers.close().await;
                writer.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}
