//! Where a sealed secret may go: one entry of the owner's list.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Host;

use crate::limits;

/// A host with its scheme and port, in the one spelling that is stored and compared.
///
/// ```text
///   api.example.com                https, port 443
///   *.example.com                  one more label in front: api.example.com, not a.b.example.com
///   https://api.example.com:8443   another port
///   http://10.0.0.5:8080           in clear, as only the owner can ask for
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AllowedHost {
    https: bool,
    /// Without the `*.`.
    host: String,
    wildcard: bool,
    port: u16,
}

/// Why text is not an allowed host. Quotes nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AllowedHostError {
    /// Nothing there.
    #[error("it is empty: write a host such as api.example.com")]
    Empty,
    /// More than [`limits::ALLOWED_HOST_CHARS`].
    #[error("it has more than {} characters", limits::ALLOWED_HOST_CHARS)]
    TooLong,
    /// Neither http nor https.
    #[error("the scheme is https, or http where you accept that the secret is sent in clear")]
    Scheme,
    /// `user:password@`.
    #[error("leave out the user name and password in front of the host")]
    UserInfo,
    /// `/path`, `?query` or `#fragment`.
    #[error("leave out the path: a host is allowed as a whole")]
    Path,
    /// `10.0.0.0/8`.
    #[error("ranges of addresses cannot be allowed: write each host or address")]
    Range,
    /// `*`, or one that is not a whole first label.
    #[error("a * can only be the whole first label, as in *.example.com, in front of at least two others")]
    Wildcard,
    /// Not 1 to 65535.
    #[error("the port is a number from 1 to 65535")]
    Port,
    /// `api.example.com.`
    #[error("leave out the dot at the end")]
    TrailingDot,
    /// Not a host by the rules of URLs.
    #[error("it is not a host name or address: write it as in a URL, such as api.example.com")]
    Host,
}

impl AllowedHost {
    /// Reads an entry as people write it.
    ///
    /// # Errors
    /// See [`AllowedHostError`].
    pub fn parse(text: &str) -> Result<Self, AllowedHostError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AllowedHostError::Empty);
        }
        if text.chars().count() > limits::ALLOWED_HOST_CHARS {
            return Err(AllowedHostError::TooLong);
        }
        let (https, rest) = match text.split_once("://") {
            None => (true, text),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some(_) => return Err(AllowedHostError::Scheme),
        };
        // The slash that browsers put behind a host.
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if let Some((address, _)) = rest.split_once('/') {
            let range = address.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
            return Err(if range { AllowedHostError::Range } else { AllowedHostError::Path });
        }
        if rest.contains(['?', '#', '\\']) {
            return Err(AllowedHostError::Path);
        }
        if rest.contains('@') {
            return Err(AllowedHostError::UserInfo);
        }
        let (host, port) = with_port(rest)?;
        let port = port.unwrap_or(if https { 443 } else { 80 });
        let (wildcard, host) = host.strip_prefix("*.").map_or((false, host), |host| (true, host));
        if host.contains('*') {
            return Err(AllowedHostError::Wildcard);
        }
        if host.ends_with('.') {
            return Err(AllowedHostError::TrailingDot);
        }
        // Percent signs and blanks would be undone by the parser: what is written is what is meant.
        if host.contains(|c: char| c == '%' || c.is_whitespace() || c.is_control()) {
            return Err(AllowedHostError::Host);
        }
        let parsed = Host::parse(host).map_err(|_| AllowedHostError::Host)?;
        let named = matches!(&parsed, Host::Domain(name) if !name.split('.').any(str::is_empty));
        if matches!(parsed, Host::Domain(_)) && !named {
            return Err(AllowedHostError::Host);
        }
        let host = parsed.to_string();
        if wildcard && !(named && host.contains('.')) {
            return Err(AllowedHostError::Wildcard);
        }
        Ok(Self { https, host, wildcard, port })
    }

    /// Whether a request by this scheme, to this host (as URLs are normalised) and port, is meant.
    #[must_use]
    pub fn permits(&self, scheme: &str, host: &str, port: u16) -> bool {
        scheme == self.scheme() && port == self.port && self.names(host)
    }

    /// Whether everything `other` allows is allowed by this one too.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let same = self.host == other.host && self.wildcard == other.wildcard;
        self.https == other.https
            && self.port == other.port
            && (same || (self.wildcard && !other.wildcard && self.names(&other.host)))
    }

    fn names(&self, host: &str) -> bool {
        if !self.wildcard {
            return host == self.host;
        }
        let label = host.strip_suffix(&self.host).and_then(|rest| rest.strip_suffix('.'));
        label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
    }

    fn scheme(&self) -> &'static str {
        if self.https { "https" } else { "http" }
    }
}

/// Host and port; colons within brackets are an address's own.
fn with_port(text: &str) -> Result<(&str, Option<u16>), AllowedHostError> {
    let after = text.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = text[after..].find(':').map(|at| at + after) else { return Ok((text, None)) };
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let port = if digits { port.parse::<u16>().ok().filter(|port| *port > 0) } else { None };
    Ok((host, Some(port.ok_or(AllowedHostError::Port)?)))
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.wildcard { "*." } else { "" };
        match (self.https, self.port) {
            (true, 443) => write!(f, "{star}{}", self.host),
            (true, port) => write!(f, "https://{star}{}:{port}", self.host),
            (false, 80) => write!(f, "http://{star}{}", self.host),
            (false, port) => write!(f, "http://{star}{}:{port}", self.host),
        }
    }
}

impl TryFrom<String> for AllowedHost {
    type Error = AllowedHostError;

    fn try_from(text: String) -> Result<Self, AllowedHostError> {
        Self::parse(&text)
    }
}

impl From<AllowedHost> for String {
    fn from(host: AllowedHost) -> Self {
        host.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> AllowedHost {
        AllowedHost::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn one_spelling_for_each() {
        for (written, stored) in [
            ("api.example.com", "api.example.com"),
            (" API.Example.COM/ ", "api.example.com"),
            ("https://api.example.com:443", "api.example.com"),
            ("api.example.com:8443", "https://api.example.com:8443"),
            ("http://api.example.com", "http://api.example.com"),
            ("http://api.example.com:80/", "http://api.example.com"),
            ("HTTP://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("*.example.com", "*.example.com"),
            ("https://*.example.com:8443", "https://*.example.com:8443"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("[::1]:8443", "https://[::1]:8443"),
            ("0x7f.1", "127.0.0.1"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(host(written).to_string(), stored, "{written}");
            assert_eq!(host(stored), host(written), "{written}");
        }
    }

    #[test]
    fn what_is_not_one_says_why() {
        use AllowedHostError as Why;
        for (text, why) in [
            ("", Why::Empty),
            ("  ", Why::Empty),
            (&"a".repeat(300), Why::TooLong),
            ("ftp://a.example", Why::Scheme),
            ("//a.example", Why::Path),
            ("*", Why::Wildcard),
            ("*.com", Why::Wildcard),
            ("*.10.0.0.1", Why::Wildcard),
            ("a.*.example.com", Why::Wildcard),
            ("api*.example.com", Why::Wildcard),
            ("*.*.example.com", Why::Wildcard),
            ("10.0.0.0/8", Why::Range),
            ("fd00::/8", Why::Range),
            ("a.example/path", Why::Path),
            ("a.example?x", Why::Path),
            ("a.example#x", Why::Path),
            ("a.example\\x", Why::Path),
            ("u:p@a.example", Why::UserInfo),
            ("a.example:", Why::Port),
            ("a.example:0", Why::Port),
            ("a.example:65536", Why::Port),
            ("a.example:80x", Why::Port),
            ("a.example:+80", Why::Port),
            ("a.example.", Why::TrailingDot),
            ("a..example", Why::Host),
            (".example.com", Why::Host),
            ("a b.example", Why::Host),
            ("%61.example", Why::Host),
            ("[::1", Why::Port),
            ("300.1.1.1", Why::Host),
        ] {
            assert_eq!(AllowedHost::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn scheme_host_and_port_have_to_agree() {
        let plain = host("api.example.com");
        assert!(plain.permits("https", "api.example.com", 443));
        for (scheme, name, port) in [
            ("http", "api.example.com", 443),
            ("http", "api.example.com", 80),
            ("https", "api.example.com", 8443),
            ("https", "api.example.com.", 443),
            ("https", "api.example.com.evil.test", 443),
            ("https", "xapi.example.com", 443),
            ("https", "example.com", 443),
        ] {
            assert!(!plain.permits(scheme, name, port), "{scheme} {name} {port}");
        }
        let any = host("*.example.com");
        assert!(any.permits("https", "api.example.com", 443));
        for name in ["example.com", "a.b.example.com", ".example.com", "xexample.com", "api.example.com."] {
            assert!(!any.permits("https", name, 443), "{name}");
        }
    }

    #[test]
    fn a_list_is_wider_when_something_new_is_not_covered() {
        assert!(host("*.example.com").covers(&host("api.example.com")));
        assert!(host("*.example.com").covers(&host("*.example.com")));
        assert!(!host("api.example.com").covers(&host("*.example.com")));
        assert!(!host("*.example.com").covers(&host("http://api.example.com")));
        assert!(!host("*.example.com").covers(&host("*.api.example.com")));
    }
}
