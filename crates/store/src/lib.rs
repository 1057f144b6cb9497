//! Repositories and SQL for SQLite and PostgreSQL.
//!
//! ```text
//!   app --(reads: &Store or &mut Tx)--> buckets, tests, secrets, runs, ... --(one SQL text)--> backend --> SQLite
//!       --(writes: &mut Tx, commit)-->                                                                 |-> PostgreSQL
//!       --(results, claims)--> ResultWriter, ClaimWriter --(many, one unit of work)-->
//! ```
//!
//! One module for each aggregate: plain row structs and functions. Functions that write take a unit of work
//! ([`Tx`]), which is saved whole or not at all; functions that read take `&Store` or `&mut Tx` ([`Access`]).
//!
//! It must not know who may do what (that is `app`'s), what is inside a sealed blob or a key (the vault's), how a
//! definition reads (a definition is JSON text here), or which clock is right: the caller says when it is. Times are
//! [`Micros`]. What is kept of a run can only be a record whose text is clean.
//!
//! To add a table: a new file in `migrations/` and its line in `backend/migrations.rs`, a module here, and its
//! behaviours in `tests/contract/`, which run on both databases; `tests/coverage.rs` fails until they exist. SQL is
//! written once; what one of the two databases does not understand belongs into `backend`.

mod backend;
mod error;
mod page;

pub mod aftermath;
pub mod agents;
pub mod alerts;
pub mod audit;
pub mod buckets;
pub mod channels;
pub mod deliveries;
pub mod environments;
pub mod incidents;
pub mod kept_open;
pub mod maintenance;
pub mod memberships;
pub mod meta;
pub mod people;
pub mod retention;
pub mod runs;
pub mod schedules;
pub mod secret_echoes;
pub mod secret_reminders;
pub mod secret_searches;
pub mod secrets;
pub mod sessions;
pub mod shares;
pub mod teams;
pub mod tests;
pub mod texts;
pub mod tokens;

mod claim_writer;
mod result_writer;

pub use aftermath::Aftermath;
pub use backend::{Access, DatabaseCopy, Store, Tx};
pub use claim_writer::ClaimWriter;
pub use error::{Fault, Result, StoreError};
pub use page::Page;
pub use result_writer::{ResultWriter, WriterNumbers};

/// A point in time: microseconds since the Unix epoch.
pub type Micros = i64;

/// Fails with [`StoreError::NotFound`] when a change met no row.
fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
