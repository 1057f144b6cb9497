//! Kinds of causes, in words.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ErrorCode;

/// Why a step failed: a closed list, so that it can be counted, translated and filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No such secret here.
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
    /// The request or the answer is not valid HTTP.
    Protocol,
    /// The answer is larger than allowed.
    TooLarge,
    /// A redirect led where the request may not go.
    RedirectPolicy,
    /// The request may not go to this address.
    EgressPolicy,
    /// A script threw, or one of its assertions did not hold.
    Script,
    /// A script used more than it may.
    ScriptLimit,
    /// A loop's comparison still held after its last round.
    LoopLimit,
    /// There is no such test to run as a subtest.
    SubtestUnavailable,
    /// A subtest ended otherwise than expected.
    SubtestFailed,
    /// Somebody stopped the run.
    Cancelled,
    /// Nobody came back with a result.
    AgentLost,
    /// A fault of tacit's own.
    Internal,
    /// 401: the credentials were not accepted.
    CredentialsRefused,
    /// 403: the credentials may not do this.
    Forbidden,
    /// 404 or 410: there is nothing at this address.
    NotFound,
    /// 405: the address is there, and takes other methods.
    Method,
    /// 407: a proxy on the way wants credentials.
    ProxyCredentials,
    /// 429: too many requests.
    RateLimited,
    /// Any other 4xx: the API could not make sense of the request.
    RequestRefused,
    /// 502, 503, 504: what answers is not the API itself, or it is not ready.
    Unavailable,
    /// Any other 5xx: the API failed.
    ServerError,
    /// A redirect instead of the answer, as to a log-in page.
    Redirected,
    /// A good answer with another status than expected.
    OtherStatus,
    /// A good status, and a body that is not what was expected.
    OtherContent,
    /// A good status, and headers that are not what was expected.
    OtherHeaders,
    /// A good answer, too late.
    TooSlow,
    /// A good answer of another size.
    OtherSize,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 34] = [
        Self::SecretUnavailable,
        Self::Template,
        Self::Url,
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Timeout,
        Self::Protocol,
        Self::TooLarge,
        Self::RedirectPolicy,
        Self::EgressPolicy,
        Self::Script,
        Self::ScriptLimit,
        Self::LoopLimit,
        Self::SubtestUnavailable,
        Self::SubtestFailed,
        Self::Cancelled,
        Self::AgentLost,
        Self::Internal,
        Self::CredentialsRefused,
        Self::Forbidden,
        Self::NotFound,
        Self::Method,
        Self::ProxyCredentials,
        Self::RateLimited,
        Self::RequestRefused,
        Self::Unavailable,
        Self::ServerError,
        Self::Redirected,
        Self::OtherStatus,
        Self::OtherContent,
        Self::OtherHeaders,
        Self::TooSlow,
        Self::OtherSize,
    ];

    /// The cause that an error code stands for; an assertion that could not be evaluated met other content.
    pub(super) fn of_error(code: ErrorCode) -> Self {
        match code {
            ErrorCode::SecretUnavailable => Self::SecretUnavailable,
            ErrorCode::Template => Self::Template,
            ErrorCode::Url => Self::Url,
            ErrorCode::Dns => Self::Dns,
            ErrorCode::Connect => Self::Connect,
            ErrorCode::Tls => Self::Tls,
            ErrorCode::Timeout => Self::Timeout,
            ErrorCode::Protocol => Self::Protocol,
            ErrorCode::TooLarge => Self::TooLarge,
            ErrorCode::RedirectPolicy => Self::RedirectPolicy,
            ErrorCode::EgressPolicy => Self::EgressPolicy,
            ErrorCode::ScriptError => Self::Script,
            ErrorCode::ScriptLimit => Self::ScriptLimit,
            ErrorCode::LoopLimit => Self::LoopLimit,
            ErrorCode::SubtestUnavailable => Self::SubtestUnavailable,
            ErrorCode::Assertion => Self::OtherContent,
            ErrorCode::Cancelled => Self::Cancelled,
            ErrorCode::AgentLost => Self::AgentLost,
            ErrorCode::Internal => Self::Internal,
        }
    }

    /// The cause that a status stands for which nobody expected (RFC 9110, RFC 6585).
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            300..=399 => Self::Redirected,
            401 => Self::CredentialsRefused,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            405 => Self::Method,
            407 => Self::ProxyCredentials,
            429 => Self::RateLimited,
            400..=499 => Self::RequestRefused,
            502..=504 => Self::Unavailable,
            500..=599 => Self::ServerError,
            _ => Self::OtherStatus,
        }
    }

    /// The word in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SecretUnavailable => "secret_unavailable",
            Self::Template => "template",
            Self::Url => "url",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Protocol => "protocol",
            Self::TooLarge => "too_large",
            Self::RedirectPolicy => "redirect_policy",
            Self::EgressPolicy => "egress_policy",
            Self::Script => "script",
            Self::ScriptLimit => "script_limit",
            Self::LoopLimit => "loop_limit",
            Self::SubtestUnavailable => "subtest_unavailable",
            Self::SubtestFailed => "subtest_failed",
            Self::Cancelled => "cancelled",
            Self::AgentLost => "agent_lost",
            Self::Internal => "internal",
            Self::CredentialsRefused => "credentials_refused",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::ProxyCredentials => "proxy_credentials",
            Self::RateLimited => "rate_limited",
            Self::RequestRefused => "request_refused",
            Self::Unavailable => "unavailable",
            Self::ServerError => "server_error",
            Self::Redirected => "redirected",
            Self::OtherStatus => "other_status",
            Self::OtherContent => "other_content",
            Self::OtherHeaders => "other_headers",
            Self::TooSlow => "too_slow",
            Self::OtherSize => "other_size",
        }
    }

    /// What happened, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::SecretUnavailable => "There is no such secret here",
            Self::Template => "A template could not be filled in",
            Self::Url => "The URL cannot be requested",
            Self::Dns => "The host name has no address",
            Self::Connect => "No connection",
            Self::Tls => "No trusted TLS connection",
            Self::Timeout => "No answer in time",
            Self::Protocol => "The request or its answer is not valid HTTP",
            Self::TooLarge => "The answer is larger than allowed",
            Self::RedirectPolicy => "A redirect led where the request may not go",
            Self::EgressPolicy => "The request may not go to this address",
            Self::Script => "A script failed",
            Self::ScriptLimit => "A script used more than it may",
            Self::LoopLimit => "The loop did not come to its end",
            Self::SubtestUnavailable => "There is no such test to run here",
            Self::SubtestFailed => "The subtest did not end as expected",
            Self::Cancelled => "The run was stopped",
            Self::AgentLost => "The agent did not come back",
            Self::Internal => "tacit itself failed here",
            Self::CredentialsRefused => "The API did not accept the credentials",
            Self::Forbidden => "The API does not allow this with these credentials",
            Self::NotFound => "There is nothing at this address",
            Self::Method => "The address takes other methods",
            Self::ProxyCredentials => "A proxy on the way wants credentials",
            Self::RateLimited => "The API got too many requests",
            Self::RequestRefused => "The API could not make sense of the request",
            Self::Unavailable => "The API is not reachable behind what answers for it",
            Self::ServerError => "The API failed",
            Self::Redirected => "A redirect came instead of the answer",
            Self::OtherStatus => "The answer has another status than expected",
            Self::OtherContent => "The answer holds something else than expected",
            Self::OtherHeaders => "The answer has other headers than expected",
            Self::TooSlow => "The answer took too long",
            Self::OtherSize => "The answer has another size than expected",
        }
    }

    /// What to look at first.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::SecretUnavailable => {
                "Correct the name, or ask an owner of the team to store the secret for this bucket."
            }
            Self::Template => "Look at the part of the step that is named: the template there is wrong.",
            Self::Url => "Look at the URL of the step, and at the variables in it.",
            Self::Dns => "Check the spelling of the host, and that this location can resolve it.",
            Self::Connect => "Check the port, and that the server runs and lets this location in.",
            Self::Tls => "Check the certificate of the server: its dates, its names and who signed it.",
            Self::Timeout => "The phase that took long shows in the timings; compare with earlier results.",
            Self::Protocol => {
                "A value pasted with a line end, a port of another protocol and a broken proxy are the usual causes."
            }
            Self::TooLarge => "Ask for less, as by a page or a filter.",
            Self::RedirectPolicy => "Request the last address directly.",
            Self::EgressPolicy => {
                "The operator can open a private range; the owner of a sealed secret can allow a host."
            }
            Self::Script => {
                "The script's own words show where it saw no secret; its number tells which one it is."
            }
            Self::ScriptLimit => {
                "Look for a loop that does not end, or for more text than a test needs to log."
            }
            Self::LoopLimit => {
                "What it waits for did not happen: look at its last round, or give it more rounds or a longer pause."
            }
            Self::SubtestUnavailable => {
                "Choose the test anew in the editor: it was deleted, or stands in another bucket."
            }
            Self::SubtestFailed => "Look at the steps inside it: the first that failed says why.",
            Self::Cancelled => "Run it again.",
            Self::AgentLost => "Start the agent, or choose another location, and run it again.",
            Self::Internal => "The operator finds the cause in the log.",
            Self::CredentialsRefused => {
                "Check that the key is the current one and has not expired, that it is sent under the name and with the \
                 scheme the API asks for (such as `Authorization: Bearer …`), and that it belongs to this environment."
            }
            Self::Forbidden => {
                "The key is known, and lacks a right: look at its scopes, at the account it is of, and at lists of \
                 addresses that may call."
            }
            Self::NotFound => {
                "Check the path and the version in it, the base address of the environment, and that what it names \
                 still exists. Some APIs say this instead of refusing credentials."
            }
            Self::Method => "Check the method, and a slash at the end of the path.",
            Self::ProxyCredentials => {
                "Look at the network of the location: something there stands in between."
            }
            Self::RateLimited => {
                "Run less often, or from fewer places, or ask for a higher limit. The key may be used elsewhere too."
            }
            Self::RequestRefused => {
                "Check the body and its `Content-Type`, and what the API requires now: it may have changed."
            }
            Self::Unavailable => {
                "Look at the gateway and at the service behind it: it may be starting, or overloaded."
            }
            Self::ServerError => "Look into the log of the API at the time of this run.",
            Self::Redirected => {
                "Where it led is the usual sign of a session or key that is missing or has ended, or of an address that \
                 has moved."
            }
            Self::OtherStatus => {
                "The API did something else than the test expects: compare with its documentation."
            }
            Self::OtherContent => {
                "The checks that failed name the parts: the API may have changed its format, or its data."
            }
            Self::OtherHeaders => {
                "The checks that failed name the headers: look at the API and at what stands before it."
            }
            Self::TooSlow => "The waterfall shows which phase took the time; compare with earlier results.",
            Self::OtherSize => "Compare with earlier results: there may be less data, or an error page.",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
