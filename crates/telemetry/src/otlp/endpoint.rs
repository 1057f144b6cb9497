//! Where the collector is.

use thiserror::Error;
use url::Url;

/// Where the collector is: the address below which its paths lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtlpEndpoint(String);

/// Why an address cannot be a collector's. Quotes nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// It is no address.
    #[error("it is no URL that begins with http:// or https://")]
    NoUrl,
    /// It holds a user or a password.
    #[error(
        "it holds a user or a password, which every user of the machine could read: use the file with headers"
    )]
    Credentials,
    /// It holds more than a path.
    #[error("it holds a query or a fragment: give the address up to the path alone")]
    More,
}

impl OtlpEndpoint {
    /// Reads what the operator wrote.
    ///
    /// # Errors
    /// When it cannot be the address of a collector.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text.trim()).map_err(|_| EndpointError::NoUrl)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(EndpointError::NoUrl);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointError::More);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address for a signal: `metrics` or `traces`.
    pub(super) fn of(&self, signal: &str) -> String {
        format!("{}/v1/{signal}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_added() {
        let of = |text: &str| OtlpEndpoint::parse(text).map(|endpoint| endpoint.of("traces"));
        assert_eq!(of("http://127.0.0.1:4318").as_deref(), Ok("http://127.0.0.1:4318/v1/traces"));
        assert_eq!(
            of("https://c.example.com/otlp/\n").as_deref(),
            Ok("https://c.example.com/otlp/v1/traces")
        );
        assert_eq!(of("https://canary:canary@c.example.com"), Err(EndpointError::Credentials));
        assert_eq!(of("https://c.example.com?key=canary"), Err(EndpointError::More));
        for wrong in ["", "c.example.com:4318", "grpc://c.example.com", "/v1"] {
            assert_eq!(of(wrong), Err(EndpointError::NoUrl), "{wrong}");
        }
    }
}
