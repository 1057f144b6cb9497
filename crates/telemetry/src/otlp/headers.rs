//! What the collector wants to see before it takes anything.

use tacit_taint::{Kind, Label, Labeled, Secret, SecretId};
use tacit_wire::{Piece, compose};
use thiserror::Error;
use uuid::Uuid;

/// Headers with credentials. They can be handed to the wire, and neither printed nor written.
#[derive(Default)]
pub struct Headers(Vec<(String, Secret)>);

/// Why a file holds no headers. Quotes nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CredentialsError {
    /// There is no colon, or no name before it.
    #[error("line {0} is no header: write a name, a colon and the value")]
    Line(usize),
    /// The header belongs to the connection or to the format.
    #[error("line {0} sets a header that tacit sets itself")]
    Ours(usize),
}

/// Headers that are not the operator's to set.
const OURS: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

impl Headers {
    /// Reads lines such as `Authorization: Bearer ...`; empty ones and those that begin with `#` are left out.
    ///
    /// # Errors
    /// When a line is no header.
    pub fn read(text: &str) -> Result<Self, CredentialsError> {
        let mut headers = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, value) = line.split_once(':').ok_or(CredentialsError::Line(number))?;
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            if name.is_empty() || !name.bytes().all(token) || value.chars().any(char::is_control) {
                return Err(CredentialsError::Line(number));
            }
            if OURS.contains(&name.as_str()) {
                return Err(CredentialsError::Ours(number));
            }
            headers.push((name, Secret::new(value.to_owned())));
        }
        Ok(Self(headers))
    }

    /// For a request.
    pub(super) fn labelled(&self) -> impl Iterator<Item = (Labeled<String>, Labeled<String>)> {
        self.0.iter().map(|(name, value)| {
            // One label for all of them: the request holds nothing else that is secret, and follows no redirects.
            let label = Label::of(SecretId(Uuid::nil()), Kind::Carried);
            (Labeled::public(name.clone()), compose(&[Piece::Secret(value)], label))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_headers() {
        let headers = Headers::read("# for us\n\nAuthorization: Bearer a:b\nX-Scope : team \n").ok().unwrap();
        let names: Vec<_> = headers.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["authorization", "x-scope"]);
        assert!(headers.0[0].1.same_as(&Secret::new("Bearer a:b".into())));
    }

    #[test]
    fn mistakes_are_placed_and_not_quoted() {
        let wrong = |text: &str| Headers::read(text).err().unwrap();
        assert_eq!(wrong("a: b\ncanary"), CredentialsError::Line(2));
        assert_eq!(wrong(": canary"), CredentialsError::Line(1));
        assert_eq!(wrong("a b: canary"), CredentialsError::Line(1));
        assert_eq!(wrong("Content-Type: canary"), CredentialsError::Ours(1));
    }
}
