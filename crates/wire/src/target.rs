//! A URL that may be requested.

use std::net::IpAddr;

use url::{Host, Url};

use crate::WireError;

/// An `http` or `https` URL with a host and without user information.
pub(crate) struct Target {
    url: Url,
}

impl Target {
    /// Reads what the user wrote. Hosts in odd spellings (`0x7f.1`, full-width digits) come out in the one the guard
    /// judges.
    pub(crate) fn parse(text: &str) -> Result<Self, WireError> {
        // The parser would drop line breaks silently, so that the value requested is not the value written.
        if text.trim().contains(|c: char| c.is_ascii_control()) {
            return Err(WireError::UrlControlCharacter);
        }
        Self::check(Url::parse(text).map_err(|_| WireError::UrlInvalid)?)
    }

    /// Where `location` leads from here.
    pub(crate) fn join(&self, location: &[u8]) -> Result<Self, WireError> {
        // A `Location` is ASCII by its RFC; servers send UTF-8, and some Latin-1.
        let location = match std::str::from_utf8(location) {
            Ok(text) => text.to_owned(),
            Err(_) => location.iter().map(|byte| char::from(*byte)).collect(),
        };
        let url = self.url.join(&location).map_err(|_| WireError::RedirectLocation)?;
        Self::check(url).map_err(|_| WireError::RedirectLocation)
    }

    fn check(mut url: Url) -> Result<Self, WireError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(WireError::UrlScheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WireError::UrlUserinfo);
        }
        if url.host().is_none() {
            return Err(WireError::UrlInvalid);
        }
        url.set_fragment(None);
        Ok(Self { url })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn host(&self) -> Host<&str> {
        self.url.host().expect("`check` saw a host")
    }

    /// The host, when it is an address.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        match self.host() {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().expect("http and https have default ports")
    }

    /// Host, and port where it is not the scheme's own: the value of `Host` and `:authority`.
    pub(crate) fn authority(&self) -> String {
        self.url[url::Position::BeforeHost..url::Position::AfterPort].to_owned()
    }

    /// Path and query: what stands in a request line.
    pub(crate) fn path(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// Whether scheme, host and port are the same (RFC 6454).
    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        self.url.origin() == other.url.origin()
    }
}
