//! Why a value could not be fetched.

use tacit_wire::{NoValue, WireError};
use thiserror::Error;

/// Why a value could not be fetched, in words that quote nothing of the source's. They say what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// The operator has no such source, or does not let this team use this part of it.
    #[error(
        "there is no such source for this team, or the path is not one that it may use: ask the operator"
    )]
    NotAllowed,
    /// The path cannot be one of this source.
    #[error(
        "the path cannot be one of this source: write names with slashes between them, without dots as a name"
    )]
    Path,
    /// There is nothing at the path.
    #[error("the source has nothing there: check the path and the field")]
    Missing,
    /// There is something at the path that cannot be a value.
    #[error("what the source has there cannot be a value: {0}")]
    Unfit(&'static str),
    /// The source did not accept tacit's credentials, or they lack a right.
    #[error("the source refuses tacit's credentials, or they may not read this: ask the operator")]
    Refused,
    /// The source did not answer as it should.
    #[error("the source answers with status {0}")]
    Status(u16),
    /// The address of the source is in a range that is closed.
    #[error("the source's address is private or reserved, and the operator has not opened it for sources")]
    Address,
    /// No answer.
    #[error("the source does not answer: {0}")]
    Away(WireError),
    /// What tacit signs in with cannot be read.
    #[error("tacit's own credentials for the source cannot be read: ask the operator")]
    NoCredentials,
}

impl Trouble {
    /// Whether the source may give the value later, so that one which is known may be used in between.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Away(_) | Self::NoCredentials => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::NotAllowed
            | Self::Path
            | Self::Missing
            | Self::Unfit(_)
            | Self::Refused
            | Self::Address => false,
        }
    }
}

impl From<WireError> for Trouble {
    fn from(error: WireError) -> Self {
        match error {
            WireError::AddressRefused => Self::Address,
            error => Self::Away(error),
        }
    }
}

impl From<NoValue> for Trouble {
    fn from(none: NoValue) -> Self {
        match none {
            NoValue::Missing => Self::Missing,
            NoValue::NotJson => Self::Unfit("it is not JSON with fields"),
            NoValue::NotText => Self::Unfit("it is not a text: write it as one"),
        }
    }
}
