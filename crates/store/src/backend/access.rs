//! Where a statement runs: on a connection of the pool, or inside a unit of work.

use std::ops::{Deref, DerefMut};

use sqlx::{Database, Postgres, Sqlite, pool::PoolConnection};

use super::{Backend, Store, Tx, transaction::Inner};
use crate::Result;

/// What reading functions take: `&Store` reads what is saved, `&mut Tx` also what its unit of work did so far.
#[derive(Debug)]
pub enum Access<'a> {
    /// A reader of the pool.
    Saved(&'a Store),
    /// A unit of work.
    Unit(&'a mut Tx),
}

impl<'a> From<&'a Store> for Access<'a> {
    fn from(store: &'a Store) -> Self {
        Self::Saved(store)
    }
}

impl<'a> From<&'a mut Tx> for Access<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        Self::Unit(tx)
    }
}

impl<'a> Access<'a> {
    /// The same once more, for functions of several statements.
    pub(crate) fn again(&mut self) -> Access<'_> {
        match self {
            Self::Saved(store) => Access::Saved(store),
            Self::Unit(tx) => Access::Unit(tx),
        }
    }

    pub(crate) async fn open(self) -> Result<Session<'a>> {
        Ok(match self {
            Self::Saved(store) => Session {
                conn: match &store.backend {
                    Backend::Sqlite { readers, .. } => Conn::Sqlite(Lent::Pooled(readers.acquire().await?)),
                    Backend::Postgres(pool) => Conn::Postgres(Lent::Pooled(pool.acquire().await?)),
                },
                failed: None,
            },
            Self::Unit(tx) => Session {
                conn: match &mut tx.inner {
                    Inner::Sqlite(tx) => Conn::Sqlite(Lent::Borrowed(&mut **tx)),
                    Inner::Postgres(tx) => Conn::Postgres(Lent::Borrowed(&mut **tx)),
                },
                failed: Some(&mut tx.failed),
            },
        })
    }
}

/// A connection for one statement.
pub(crate) struct Session<'a> {
    pub(crate) conn: Conn<'a>,
    failed: Option<&'a mut bool>,
}

pub(crate) enum Conn<'a> {
    Sqlite(Lent<'a, Sqlite>),
    Postgres(Lent<'a, Postgres>),
}

pub(crate) enum Lent<'a, DB: Database> {
    Pooled(PoolConnection<DB>),
    Borrowed(&'a mut DB::Connection),
}

impl Session<'_> {
    /// Remembers a failure in the unit of work.
    pub(crate) fn settle<T>(self, outcome: sqlx::Result<T>) -> Result<T> {
        if let (Err(_), Some(failed)) = (&outcome, self.failed) {
            *failed = true;
        }
        Ok(outcome?)
    }
}

impl<DB: Database> Deref for Lent<'_, DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Pooled(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Lent<'_, DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Pooled(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}
