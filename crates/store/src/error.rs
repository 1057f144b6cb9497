//! What can go wrong with a store, in two faces.

use std::borrow::Cow;

use sqlx::error::ErrorKind;

/// Why something could not be read or written. `Display` is fit for users: it holds neither SQL nor values.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// What should be changed is not there.
    #[error("not found")]
    NotFound,
    /// Something of the kind is there already, or still needed.
    #[error("{what}")]
    Conflict {
        /// A sentence for the user, naming the other party.
        what: String,
    },
    /// The disk, or the quota of the database, is full. Nothing of the unit of work was kept.
    #[error("the storage is full: free some space, nothing was changed")]
    Full,
    /// Somebody else holds the database for too long. Trying again helps.
    #[error("the storage is busy: try again")]
    Busy,
    /// The file is damaged or not a database of tacit.
    #[error("the storage is damaged: restore it from a backup")]
    Corrupt,
    /// Everything else.
    #[error("the storage failed: see the log of the server")]
    Other(Fault),
}

/// The operator's face of an error: codes and names of the schema, never values or the text of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(String);

impl Fault {
    pub(crate) fn new(about: impl Into<String>) -> Self {
        Self(about.into())
    }

    /// For the server's log.
    #[must_use]
    pub fn for_operator(&self) -> &str {
        &self.0
    }
}

/// What every function of this crate returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        Self::Conflict { what: what.into() }
    }

    pub(crate) fn other(about: impl Into<String>) -> Self {
        Self::Other(Fault::new(about))
    }

    /// Gives a conflict that the database found its sentence.
    pub(crate) fn or_conflict(self, what: &str) -> Self {
        match self {
            Self::Conflict { .. } => Self::conflict(what),
            other => other,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(error) => database_error(&*error),
            sqlx::Error::Io(error) => Self::other(format!("connection: {}", error.kind())),
            sqlx::Error::PoolClosed => Self::other("the store was closed"),
            sqlx::Error::Tls(_) => Self::other("no trusted TLS connection to the database"),
            sqlx::Error::Configuration(_) => Self::other("the database URL cannot be understood"),
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::other(format!("column {index} holds an unexpected value"))
            }
            sqlx::Error::ColumnNotFound(name) => Self::other(format!("column {name} is missing")),
            sqlx::Error::WorkerCrashed => Self::other("the database thread ended"),
            _ => Self::other("unexpected answer of the database driver"),
        }
    }
}

fn database_error(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().unwrap_or(Cow::Borrowed(""));
    match &*code {
        // SQLITE_FULL; SQLITE_IOERR_SHMSIZE: no space for the shared index. PostgreSQL: disk_full.
        "13" | "4874" | "53100" => return StoreError::Full,
        // SQLITE_BUSY and LOCKED with their extensions. PostgreSQL: lock_not_available, serialization, deadlock,
        // too_many_connections, cannot_connect_now.
        "5" | "6" | "261" | "262" | "517" | "773" | "55P03" | "40001" | "40P01" | "53300" | "57P03" => {
            return StoreError::Busy;
        }
        // SQLITE_CORRUPT and NOTADB with their extensions. PostgreSQL: data_corrupted, index_corrupted.
        "11" | "26" | "267" | "523" | "779" | "XX001" | "XX002" => return StoreError::Corrupt,
        // PostgreSQL keeps no NUL in text.
        "22021" | "22P05" => {
            return StoreError::conflict("text may not hold the character NUL (U+0000): remove it");
        }
        _ => {}
    }
    let place = error.constraint().or(error.table()).unwrap_or("");
    match error.kind() {
        ErrorKind::UniqueViolation => StoreError::conflict("it exists already"),
        ErrorKind::ForeignKeyViolation => {
            StoreError::conflict("it belongs to something that is gone, or is still in use")
        }
        _ => StoreError::other(format!("database error {code} {place}").trim_end().to_owned()),
    }
}
