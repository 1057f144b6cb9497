//! Where the server is.

use url::{Host, Url};

/// The one server an agent speaks to. Over TLS, unless it is this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(String);

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address.
    #[error("the address of the server is not a URL, such as https://tacit.example.com")]
    Unreadable,
    /// User name, query or fragment.
    #[error("the address of the server holds more than scheme, host, port and path")]
    TooMuch,
    /// No TLS.
    #[error("the server is reached without TLS only on this machine itself; use https")]
    Clear,
}

impl ServerAddress {
    /// Reads what the operator wrote.
    ///
    /// # Errors
    /// When it is not an address, or one that must not be used.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::Unreadable)?;
        let host = url.host().ok_or(AddressError::Unreadable)?;
        let user = !url.username().is_empty() || url.password().is_some();
        if user || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::TooMuch);
        }
        let here = match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if here => {}
            "http" => return Err(AddressError::Clear),
            _ => return Err(AddressError::Unreadable),
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address, for people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_a_port_and_a_path() {
        let of = |text| ServerAddress::parse(text).unwrap().of("/v1/agent/poll");
        assert_eq!(of("https://t.example.com/"), "https://t.example.com/v1/agent/poll");
        assert_eq!(
            of(" https://t.example.com:8443/tacit\n"),
            "https://t.example.com:8443/tacit/v1/agent/poll"
        );
        assert_eq!(of("http://127.0.0.1:8080"), "http://127.0.0.1:8080/v1/agent/poll");
        assert_eq!(of("http://localhost:8080"), "http://localhost:8080/v1/agent/poll");
        assert_eq!(of("http://[::1]:8080"), "http://[::1]:8080/v1/agent/poll");
    }

    #[test]
    fn nothing_goes_over_a_network_in_clear() {
        for text in ["http://t.example.com", "http://10.0.0.1", "http://localhost.example.com"] {
            assert_eq!(ServerAddress::parse(text), Err(AddressError::Clear), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "tacit.example.com", "ftp://t.example.com", "unix:/run/tacit"] {
            assert_eq!(ServerAddress::parse(text), Err(AddressError::Unreadable), "{text}");
        }
        for text in ["https://a:b@t.example.com", "https://t.example.com/?a", "https://t.example.com/#a"] {
            assert_eq!(ServerAddress::parse(text), Err(AddressError::TooMuch), "{text}");
        }
    }
}
