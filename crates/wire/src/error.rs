//! Why there is no answer.

use std::{fmt, time::Duration};

use thiserror::Error;

/// A failure without a word of the request's or the target's: its text is a hint that may be shown to anybody.
///
/// What a library said about it stands in [`Raw::detail`](crate::Raw::detail), under the request's label.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WireError {
    /// The URL cannot be read as one.
    #[error("The URL is not valid. Write an absolute one, such as https://api.example.com/path.")]
    UrlInvalid,
    /// The URL holds a line break or the like.
    #[error(
        "The URL holds a line break or another control character. Look for a value pasted with one, or encode it."
    )]
    UrlControlCharacter,
    /// Neither http nor https.
    #[error("Only http and https URLs can be requested. Begin it with https:// or http://.")]
    UrlScheme,
    /// `user:password@` before the host.
    #[error("The URL holds a user name or password before the host. Use the step's authentication instead.")]
    UrlUserinfo,
    /// The method is not a token of RFC 9110, or is `CONNECT`.
    #[error("The method is not one that can be sent. Use a word such as GET or POST.")]
    Method,
    /// The name of the header at this place (counted from 1) is not a token of RFC 9110.
    #[error("The name of header {position} is empty or holds a character no header name can have.")]
    HeaderName {
        /// Place in the request's list, counted from 1.
        position: usize,
    },
    /// The value of the header at this place (counted from 1) would break the head of the request.
    #[error(
        "The value of header {position} holds a line break or another control character. A value pasted with its \
         line end is the usual cause."
    )]
    HeaderValue {
        /// Place in the request's list, counted from 1.
        position: usize,
    },
    /// The jar's cookies cannot stand in a header.
    #[error("A cookie to be sent holds a line break or another control character.")]
    CookieValue,
    /// More headers than can be sent.
    #[error("The request has too many headers.")]
    TooManyHeaders,

    /// The name does not exist, or has no address.
    #[error("The host name has no address. Check its spelling, and that this location can resolve it.")]
    NameNotFound,
    /// The name servers did not answer properly.
    #[error("The host name could not be looked up: the name servers did not answer.")]
    NameServers,

    /// Every address of the host is in a refused range.
    #[error(
        "The host's address is private, local or reserved, and requests to it are refused. The operator of this \
         location can open its range with --allow-egress."
    )]
    AddressRefused,

    /// Nobody listens at the port.
    #[error("The connection was refused. Check the port, and that the server runs.")]
    ConnectionRefused,
    /// No route to the address.
    #[error("The host's address cannot be reached from this location.")]
    Unreachable,
    /// Any other failure to connect.
    #[error("The connection could not be opened.")]
    Connect,

    /// The certificate is no longer valid.
    #[error("The server's certificate has expired.")]
    CertificateExpired,
    /// The certificate is not valid yet.
    #[error("The server's certificate is not valid yet. Check the clocks on both sides.")]
    CertificateNotYetValid,
    /// Signed by an authority nobody here trusts, or by itself.
    #[error(
        "The server's certificate is signed by an authority this location does not trust, or its chain is incomplete."
    )]
    CertificateIssuer,
    /// For another name.
    #[error("The server's certificate is for another host name.")]
    CertificateHost,
    /// Revoked.
    #[error("The server's certificate has been revoked.")]
    CertificateRevoked,
    /// Any other fault of the certificate.
    #[error("The server's certificate is not acceptable.")]
    Certificate,
    /// HTTP/2 was asked for and the server does not speak it.
    #[error("The server does not speak HTTP/2 over TLS. Let the version be chosen automatically.")]
    NoHttp2,
    /// Any other failure of the handshake.
    #[error("TLS could not be set up. The server must speak TLS 1.2 or 1.3 at this port.")]
    Tls,

    /// A limit of time passed.
    #[error("No answer within {}: the time ran out while {phase}.", Seconds(*after))]
    Timeout {
        /// What was going on.
        phase: Phase,
        /// The limit that passed.
        after: Duration,
    },
    /// The caller cancelled.
    #[error("The request was cancelled.")]
    Cancelled,

    /// The connection ended before the head of an answer.
    #[error("The server closed the connection without an answer.")]
    ClosedEarly,
    /// The connection ended within a body.
    #[error("The server closed the connection before the body was complete.")]
    BodyCutShort,
    /// What came is not HTTP.
    #[error("What the server sent is not valid HTTP.")]
    Malformed,
    /// The body is not in the coding its header names.
    #[error("The body is not valid in the coding its Content-Encoding header names.")]
    Encoding,

    /// The body is longer than allowed.
    #[error("The body is larger than the limit of {limit} bytes.")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The head is longer than allowed.
    #[error("The headers of the answer are larger than the limit of {limit} bytes.")]
    HeadTooLarge {
        /// The limit in bytes.
        limit: usize,
    },

    /// More redirects than allowed.
    #[error("More than {limit} redirects. The server may be redirecting in a circle.")]
    TooManyRedirects {
        /// The limit.
        limit: u8,
    },
    /// From https to http.
    #[error("The server redirects from https to http, which is never followed.")]
    RedirectDowngrade,
    /// To another origin, with something secret in the request.
    #[error(
        "The server redirects to another origin, and the request holds a secret that must not go there. Request the \
         final URL directly."
    )]
    RedirectOrigin,
    /// To a host where a sealed secret may not go.
    #[error("The server redirects to a host that is not allowed for a sealed secret in the request.")]
    RedirectSealed,
    /// The host is not one where a sealed secret in the request may go.
    #[error("The host, or the one in the Host header, is not allowed for a sealed secret in the request.")]
    SealedHost,
    /// Whoever answers for the host cannot be told.
    #[error(
        "The request holds a sealed secret, which is only sent where the server's certificate is verified. Turn on \
         certificate verification in the environment."
    )]
    SealedUnverified,
    /// The caller refused to put a value in.
    #[error("A sealed secret could not be put into the request.")]
    Sealed,
    /// The place named is not one to go to.
    #[error("The server redirects to a place that is not an http or https URL without user information.")]
    RedirectLocation,
}

impl WireError {
    /// The code shown with it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::UrlInvalid | Self::UrlControlCharacter | Self::UrlScheme | Self::UrlUserinfo => Code::Url,
            Self::NameNotFound | Self::NameServers => Code::Dns,
            Self::AddressRefused | Self::SealedHost => Code::EgressPolicy,
            Self::ConnectionRefused | Self::Unreachable | Self::Connect => Code::Connect,
            Self::CertificateExpired
            | Self::CertificateNotYetValid
            | Self::CertificateIssuer
            | Self::CertificateHost
            | Self::CertificateRevoked
            | Self::Certificate
            | Self::NoHttp2
            | Self::SealedUnverified
            | Self::Tls => Code::Tls,
            Self::Timeout { .. } => Code::Timeout,
            Self::Cancelled => Code::Cancelled,
            Self::Sealed => Code::Template,
            Self::Method
            | Self::HeaderName { .. }
            | Self::HeaderValue { .. }
            | Self::CookieValue
            | Self::TooManyHeaders
            | Self::ClosedEarly
            | Self::BodyCutShort
            | Self::Malformed
            | Self::Encoding => Code::Protocol,
            Self::BodyTooLarge { .. } | Self::HeadTooLarge { .. } => Code::TooLarge,
            Self::TooManyRedirects { .. }
            | Self::RedirectDowngrade
            | Self::RedirectOrigin
            | Self::RedirectSealed
            | Self::RedirectLocation => Code::RedirectPolicy,
        }
    }
}

/// Kinds of failure, as they stand in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "their names say it all")]
pub enum Code {
    Url,
    Dns,
    Connect,
    Tls,
    Timeout,
    Protocol,
    TooLarge,
    RedirectPolicy,
    EgressPolicy,
    Template,
    Cancelled,
}

impl Code {
    /// The code as it stands in a result, such as `TOO_LARGE`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Url => "URL",
            Self::Dns => "DNS",
            Self::Connect => "CONNECT",
            Self::Tls => "TLS",
            Self::Timeout => "TIMEOUT",
            Self::Protocol => "PROTOCOL",
            Self::TooLarge => "TOO_LARGE",
            Self::RedirectPolicy => "REDIRECT_POLICY",
            Self::EgressPolicy => "EGRESS_POLICY",
            Self::Template => "TEMPLATE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// What is going on within a hop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Looking up the name.
    #[default]
    Resolve,
    /// Opening the TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request and waiting for the head of the answer.
    Wait,
    /// Reading the body.
    Download,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "looking up the host name",
            Self::Connect => "connecting",
            Self::Tls => "setting up TLS",
            Self::Wait => "waiting for the answer",
            Self::Download => "reading the body",
        })
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0.as_secs_f64())
    }
}

/// A failure together with what a library said about it, on the way to the caller.
pub(crate) struct Failure {
    pub(crate) error: WireError,
    pub(crate) detail: Option<String>,
}

impl Failure {
    pub(crate) fn with(error: WireError, detail: impl fmt::Display) -> Self {
        Self { error, detail: Some(detail.to_string()) }
    }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self { error, detail: None }
    }
}

/// An error with all its causes, for the detail of a failure.
pub(crate) fn explain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
