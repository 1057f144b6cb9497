//! What can go wrong, in words for the user.

use std::time::Duration;

use tacit_store::{Fault, StoreError};

/// What every use case returns.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

/// Why a use case did not do what was asked. `Display` is for the user; it holds no values and no inner errors.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or not any more.
    #[error("sign in first")]
    Unauthenticated,
    /// There is no such person, or not with this password.
    #[error("the e-mail address or the password is wrong")]
    SignInFailed,
    /// The role does not allow it.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such thing for this person.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// What was sent cannot be used.
    #[error("{message}")]
    Invalid {
        /// One sentence for all of it.
        message: String,
        /// Each with its place.
        problems: Vec<Problem>,
    },
    /// More was sent than is taken.
    #[error("what was sent is larger than this address takes")]
    TooLarge,
    /// Something else stands in the way.
    #[error("{0}")]
    Conflict(String),
    /// Too often.
    #[error("too many attempts; try again in {} seconds", .retry_after.as_secs().max(1))]
    TooMany {
        /// When it may work again.
        retry_after: Duration,
    },
    /// Secrets were changed outside tacit. Holds what was found, for the operator.
    #[error(
        "the team's secrets were changed outside tacit: none is used or changed until the owner has looked into the \
         audit log and the operator has restored the data from a backup"
    )]
    Tampered(String),
    /// The storage is full.
    #[error("the storage is full: free some space, nothing was changed")]
    Full,
    /// The storage is busy.
    #[error("the storage is busy: try again")]
    Busy,
    /// A fault that the user can do nothing about; the operator finds the cause in the log.
    #[error("something went wrong on the server; the operator finds the cause in its log")]
    Internal(Cause),
}

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// `steps[0].assertions[1].comparison`.
    pub path: String,
    /// From 1, where the text has lines.
    pub line: Option<u32>,
    /// From 1.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The operator's face of an error. No `Display`: it does not go to users.
#[derive(Debug)]
pub struct Cause(pub(crate) String);

impl Cause {
    /// For the server's log: never a value, never text of a user's.
    #[must_use]
    pub fn for_operator(&self) -> &str {
        &self.0
    }
}

impl AppError {
    /// An error of one field.
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        let problem =
            Problem { path: path.into(), line: None, column: None, message: message.clone(), hint: None };
        Self::Invalid { message, problems: vec![problem] }
    }

    /// For the server's log: what is behind it where the user is told nothing.
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Internal(cause) => cause.for_operator().to_owned(),
            other => other.to_string(),
        }
    }

    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        Self::Internal(Cause(cause.into()))
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("thing"),
            StoreError::Conflict { what } => Self::Conflict(what),
            StoreError::Full => Self::Full,
            StoreError::Busy => Self::Busy,
            StoreError::Corrupt => Self::internal("the storage is damaged: restore it from a backup"),
            StoreError::Other(fault) => Self::internal(Fault::for_operator(&fault)),
        }
    }
}
