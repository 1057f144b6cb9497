//! A unit of work: saved whole or not at all.

use sqlx::{Postgres, Sqlite, Transaction};

use super::{Backend, Store};
use crate::{Result, StoreError};

/// A unit of work. Dropped without [`Tx::commit`], nothing of it was done.
///
/// After a statement failed, the unit cannot be saved any more, in either database: SQLite alone would keep the part
/// before the failure, PostgreSQL would drop all of it without a word.
#[derive(Debug)]
pub struct Tx {
    pub(super) inner: Inner,
    pub(super) failed: bool,
}

#[derive(Debug)]
pub(super) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) async fn begin(store: &Store) -> Result<Self> {
        let inner = match &store.backend {
            // IMMEDIATE: a second process is waited for here, not discovered at the first write.
            Backend::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Backend::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Self { inner, failed: false })
    }

    /// Lets other units of work that call this wait until this one is done. In SQLite they wait for each other anyway.
    pub(crate) async fn alone(&mut self, number: i64) -> Result<()> {
        if let Inner::Postgres(tx) = &mut self.inner {
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(number).execute(&mut **tx).await?;
        }
        Ok(())
    }

    /// Whether others go on beside this one, and rows have to be held one by one. In SQLite nobody else writes meanwhile.
    pub(crate) fn shares_the_database(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_))
    }

    /// Remembers how far it is, for [`Tx::back`].
    pub(crate) async fn mark(&mut self) -> Result<()> {
        super::execute!(self, "SAVEPOINT mark").map(drop)
    }

    /// Forgets the last mark.
    pub(crate) async fn unmark(&mut self) -> Result<()> {
        super::execute!(self, "RELEASE SAVEPOINT mark").map(drop)
    }

    /// Takes back everything since the last mark, statements that failed included.
    pub(crate) async fn back(&mut self) -> Result<()> {
        super::execute!(self, "ROLLBACK TO SAVEPOINT mark")?;
        self.failed = false;
        self.unmark().await
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Makes everything durable. An error means that nothing was done.
    pub async fn commit(self) -> Result<()> {
        if self.failed {
            return Err(StoreError::other(
                "a unit of work was to be saved after one of its statements failed",
            ));
        }
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
