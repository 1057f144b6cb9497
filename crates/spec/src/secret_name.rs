//! The name of a secret.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limits;

/// `[A-Za-z_][A-Za-z0-9_]*`, 1 to 100 characters, case-sensitive. Runscope's API takes upper case only; every such name
/// is one here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretName(String);

/// Why text is not the name of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SecretNameError {
    /// Nothing there.
    #[error("the name of a secret is empty: give it a name such as `private_api_key`")]
    Empty,
    /// More than [`limits::SECRET_NAME_CHARS`].
    #[error("the name of a secret has more than {} characters", limits::SECRET_NAME_CHARS)]
    TooLong,
    /// Begins with a digit.
    #[error("the name of a secret starts with a letter or `_`")]
    Start,
    /// A character that is not allowed, counted from 1.
    #[error(
        "character {position} is not allowed in the name of a secret: use letters A to Z, digits and `_`"
    )]
    Character {
        /// Which one.
        position: usize,
    },
}

impl SecretName {
    /// Reads a name.
    ///
    /// # Errors
    /// See [`SecretNameError`]; it never quotes the text, which may be a value put in the wrong place.
    pub fn parse(text: &str) -> Result<Self, SecretNameError> {
        if text.is_empty() {
            return Err(SecretNameError::Empty);
        }
        if text.chars().nth(limits::SECRET_NAME_CHARS).is_some() {
            return Err(SecretNameError::TooLong);
        }
        if let Some(index) = text.chars().position(|c| !(c.is_ascii_alphanumeric() || c == '_')) {
            return Err(SecretNameError::Character { position: index + 1 });
        }
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(SecretNameError::Start);
        }
        Ok(Self(text.into()))
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SecretName {
    type Err = SecretNameError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for SecretName {
    type Error = SecretNameError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<SecretName> for String {
    fn from(name: SecretName) -> Self {
        name.0
    }
}

impl AsRef<str> for SecretName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses() {
        for name in ["a", "_", "PRIVATE_API_KEY", "key2", &"k".repeat(100)] {
            assert_eq!(SecretName::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(SecretName::parse(""), Err(SecretNameError::Empty));
        assert_eq!(SecretName::parse(&"k".repeat(101)), Err(SecretNameError::TooLong));
        assert_eq!(SecretName::parse("2fa"), Err(SecretNameError::Start));
        assert_eq!(SecretName::parse("ké"), Err(SecretNameError::Character { position: 2 }));
        assert_eq!(SecretName::parse("a\n"), Err(SecretNameError::Character { position: 2 }));
    }
}
