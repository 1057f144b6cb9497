//! What became of a message.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tacit_alert::Kind;
use tacit_wire::{Code, MailError, Phase, SigningKeyError, WireError};
use thiserror::Error;

/// What one message is known by, however often it is tried, and when it is tried.
#[derive(Clone, Debug)]
pub struct Idempotency {
    id: String,
    /// Unix seconds.
    at: i64,
}

/// The id cannot stand in a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("A message's id is 1 to 200 ASCII letters, digits, hyphens and underscores.")]
pub struct IdempotencyError;

impl Idempotency {
    /// A try at `at` (Unix seconds) of the message `id`, which stays the same for each of its tries.
    ///
    /// # Errors
    /// When the id is empty, longer than 200 characters, or has others than ASCII letters, digits, `-` and `_`.
    pub fn new(id: &str, at: i64) -> Result<Self, IdempotencyError> {
        let fit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !(1..=200).contains(&id.len()) || !id.bytes().all(fit) {
            return Err(IdempotencyError);
        }
        Ok(Self { id: id.to_owned(), at })
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Unix seconds of this try.
    #[must_use]
    pub fn at(&self) -> i64 {
        self.at
    }
}

/// The receiver took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// HTTP status; `None` for mail.
    pub status: Option<u16>,
    /// Recipients a mail server refused while it took others.
    pub refused: usize,
}

impl Delivered {
    /// What to do nevertheless.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let refused = self.refused;
        (refused > 0).then(|| {
            format!(
                "The mail server refused {refused} of the recipients, for now or for good; they are not told again. Check \
                 their addresses."
            )
        })
    }
}

/// The receiver did not take it, or did not say so. Its text is a hint that may be shown: no address, no credential,
/// nothing of what the receiver answered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeliveryError {
    /// No answer.
    #[error("{0}")]
    Wire(WireError),
    /// Mail.
    #[error("{0}")]
    Mail(#[from] MailError),
    /// The message cannot be signed.
    #[error("{0}")]
    Signing(#[from] SigningKeyError),
    /// The message could not be put together.
    #[error("The message could not be put together. Check the sender and the recipients.")]
    Message,
    /// The receiver points elsewhere, and messages follow nobody.
    #[error("The receiver answered with a redirect (status {status}). Enter the final address.")]
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The receiver knows no such credential.
    #[error("The receiver refused the credential (status {status}). Enter it anew.")]
    Unauthorized {
        /// HTTP status.
        status: u16,
    },
    /// The receiver is not there any more.
    #[error(
        "There is no such receiver (status {status}). It may have been removed; make a new one and enter its address."
    )]
    Gone {
        /// HTTP status.
        status: u16,
    },
    /// The receiver does not like the message.
    #[error("The receiver refused the message (status {status}). Check the channel's settings.")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The receiver wants fewer messages.
    #[error("The receiver takes no more messages for now (status 429).")]
    Throttled {
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The receiver has trouble of its own.
    #[error("The receiver has a fault of its own (status {status}).")]
    Unavailable {
        /// HTTP status.
        status: u16,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
}

impl DeliveryError {
    /// What a status says, when it is not one of success.
    pub(crate) fn of_status(status: u16, retry_after: Option<Duration>) -> Self {
        match status {
            300..=399 => Self::Redirected { status },
            401 | 403 => Self::Unauthorized { status },
            404 | 410 => Self::Gone { status },
            429 => Self::Throttled { retry_after },
            408 | 425 | 500..=599 => Self::Unavailable { status, retry_after },
            _ => Self::Refused { status },
        }
    }

    /// The kind of failure, for logs and counters.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code().as_str(),
            Self::Mail(MailError::Wire(error)) => error.code().as_str(),
            Self::Mail(MailError::NoStartTls) => "TLS",
            Self::Mail(MailError::ClearPassword | MailError::Address) | Self::Signing(_) | Self::Message => {
                "SETTINGS"
            }
            Self::Mail(MailError::NoMechanism | MailError::SignIn { .. }) | Self::Unauthorized { .. } => {
                "UNAUTHORIZED"
            }
            Self::Mail(MailError::Refused { .. }) | Self::Refused { .. } => "REFUSED",
            Self::Mail(MailError::Protocol) => "PROTOCOL",
            Self::Mail(MailError::Unconfirmed) => "UNCONFIRMED",
            Self::Redirected { .. } => "REDIRECT",
            Self::Gone { .. } => "GONE",
            Self::Throttled { .. } => "THROTTLED",
            Self::Unavailable { .. } => "UNAVAILABLE",
        }
    }

    /// The status of the answer, or the code of a mail server's reply.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Redirected { status }
            | Self::Unauthorized { status }
            | Self::Gone { status }
            | Self::Refused { status }
            | Self::Unavailable { status, .. } => Some(*status),
            Self::Throttled { .. } => Some(429),
            Self::Mail(MailError::SignIn { code } | MailError::Refused { code }) => Some(*code),
            Self::Wire(_) | Self::Mail(_) | Self::Signing(_) | Self::Message => None,
        }
    }

    /// How long the receiver asked to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after } | Self::Unavailable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether it may go better by itself.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Wire(error) | Self::Mail(MailError::Wire(error)) => {
                matches!(error.code(), Code::Dns | Code::Connect | Code::Tls | Code::Timeout | Code::Protocol)
                    && !matches!(
                        error,
                        WireError::Method | WireError::HeaderName { .. } | WireError::HeaderValue { .. }
                    )
            }
            Self::Throttled { .. } | Self::Unavailable { .. } => true,
            // RFC 5321 section 4.2.1: what begins with 4 may pass.
            Self::Mail(MailError::SignIn { code } | MailError::Refused { code }) => (400..500).contains(code),
            Self::Mail(MailError::Protocol | MailError::Unconfirmed) => true,
            _ => false,
        }
    }

    /// Whether the receiver may have taken the message all the same.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Wire(error) => matches!(
                error,
                WireError::Timeout { phase: Phase::Wait | Phase::Download, .. }
                    | WireError::Cancelled
                    | WireError::ClosedEarly
                    | WireError::BodyCutShort
                    | WireError::Malformed
            ),
            Self::Mail(error) => *error == MailError::Unconfirmed,
            _ => false,
        }
    }
}

/// One line of the delivery log: all that is kept of a try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// Which channel.
    pub kind: Kind,
    /// The message's id.
    pub message: String,
    /// Which try, counted from 1.
    pub attempt: u32,
    /// Unix seconds.
    pub at: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// HTTP status, or the code of a mail server's reply.
    pub status: Option<u16>,
    /// What to do, in words of tacit's own.
    pub hint: Option<String>,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver took it.
    Delivered,
    /// It did not, or did not say so: the kind of failure.
    Failed(String),
}

impl DeliveryRecord {
    /// What is kept of a try.
    #[must_use]
    pub fn of(
        kind: Kind,
        key: &Idempotency,
        attempt: u32,
        result: &Result<Delivered, DeliveryError>,
    ) -> Self {
        let (outcome, status, hint) = match result {
            Ok(delivered) => (Outcome::Delivered, delivered.status, delivered.hint()),
            Err(error) => (Outcome::Failed(error.code().to_owned()), error.status(), Some(error.to_string())),
        };
        Self { kind, message: key.id.clone(), attempt, at: key.at, outcome, status, hint }
    }
}
