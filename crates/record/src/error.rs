//! Errors as results.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Shown;

/// What went wrong, as far as anybody may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// No such secret here: never made, deleted, or not granted.
    SecretUnavailable,
    /// A template could not be filled in.
    Template,
    /// The URL cannot be requested.
    Url,
    /// The host name has no address.
    Dns,
    /// No connection.
    Connect,
    /// No trusted TLS connection.
    Tls,
    /// No answer in time.
    Timeout,
    /// The answer is not HTTP.
    Protocol,
    /// The answer is larger than allowed.
    TooLarge,
    /// A redirect led where the request may not go.
    RedirectPolicy,
    /// The address is not one that tests may reach.
    EgressPolicy,
    /// A script threw.
    ScriptError,
    /// A script used more than it may.
    ScriptLimit,
    /// A loop's comparison still held after its last round.
    LoopLimit,
    /// There is no such test to run as a subtest, or it may not be run here.
    SubtestUnavailable,
    /// An assertion could not be evaluated.
    Assertion,
    /// Somebody stopped the run.
    Cancelled,
    /// The agent did not come back.
    AgentLost,
    /// A fault of tacit's own.
    Internal,
}

impl ErrorCode {
    /// The code as it is written in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SecretUnavailable => "SECRET_UNAVAILABLE",
            Self::Template => "TEMPLATE",
            Self::Url => "URL",
            Self::Dns => "DNS",
            Self::Connect => "CONNECT",
            Self::Tls => "TLS",
            Self::Timeout => "TIMEOUT",
            Self::Protocol => "PROTOCOL",
            Self::TooLarge => "TOO_LARGE",
            Self::RedirectPolicy => "REDIRECT_POLICY",
            Self::EgressPolicy => "EGRESS_POLICY",
            Self::ScriptError => "SCRIPT_ERROR",
            Self::ScriptLimit => "SCRIPT_LIMIT",
            Self::LoopLimit => "LOOP_LIMIT",
            Self::SubtestUnavailable => "SUBTEST_UNAVAILABLE",
            Self::Assertion => "ASSERTION",
            Self::Cancelled => "CANCELLED",
            Self::AgentLost => "AGENT_LOST",
            Self::Internal => "INTERNAL",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One error of a step or a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorRecord<T> {
    /// The cause class.
    pub code: ErrorCode,
    /// Where in the definition: `url`, `headers.X-Api-Key`, `assertions[2]`, ...
    pub place: T,
    /// What the reader can do next; never built from data.
    pub hint: Option<T>,
    /// What exactly happened; may quote the target.
    pub detail: Shown<T>,
}
