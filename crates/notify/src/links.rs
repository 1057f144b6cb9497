//! Where a reader goes from a message.

use tacit_spec::{BucketKey, RunId, TestId};
use thiserror::Error;
use url::Url;

/// The public address of the installation.
#[derive(Clone, Debug)]
pub struct Links {
    base: String,
}

/// The address cannot stand in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "The public address must be an absolute http or https URL without user information, query and fragment."
)]
pub struct LinkError;

impl Links {
    /// Links that begin with `public_url`.
    ///
    /// # Errors
    /// When it is not an absolute `http` or `https` URL, or holds more than a path.
    pub fn new(public_url: &str) -> Result<Self, LinkError> {
        let url = Url::parse(public_url).map_err(|_| LinkError)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain || !matches!(url.scheme(), "http" | "https") {
            return Err(LinkError);
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned() })
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn test(&self, bucket: &BucketKey, test: TestId) -> String {
        format!("{}/buckets/{bucket}/tests/{test}", self.base)
    }

    pub(crate) fn editor(&self, bucket: &BucketKey, test: TestId) -> String {
        format!("{}/editor", self.test(bucket, test))
    }

    pub(crate) fn run(&self, bucket: &BucketKey, test: TestId, run: RunId) -> String {
        format!("{}/results/{run}", self.test(bucket, test))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses() {
        assert_eq!(Links::new("https://tacit.example.com/").unwrap().base(), "https://tacit.example.com");
        assert_eq!(Links::new("http://h:8080/sub/").unwrap().base(), "http://h:8080/sub");
        for bad in
            ["", "/x", "ftp://h", "https://u:p@h", "https://h/?a=b", "https://h/#a", "javascript:alert(1)"]
        {
            assert!(Links::new(bad).is_err(), "{bad}");
        }
    }
}
