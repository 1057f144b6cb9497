//! Names of secrets.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A secret's name: a letter or `_`, then letters, digits and `_`; 1 to 100 characters; case matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretName(String);

/// Why a text cannot name a secret. Says nothing of the text: it may be a value in the wrong field.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("a secret needs a name")]
    Empty,
    /// More than 100 characters.
    #[error("a secret's name has at most 100 characters, this one has {0}")]
    TooLong(usize),
    /// A character that is not allowed where it stands, counted from 1.
    #[error(
        "character {0} of the name is not allowed: use letters, digits and _, starting with a letter or _, as in \
         private_api_key"
    )]
    Character(usize),
}

impl SecretName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecretName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let allowed = |(at, character): (usize, char)| {
            character == '_' || character.is_ascii_alphabetic() || (at > 0 && character.is_ascii_digit())
        };
        match text.chars().count() {
            0 => return Err(NameError::Empty),
            1..=100 => {}
            count => return Err(NameError::TooLong(count)),
        }
        match text.chars().enumerate().position(|at| !allowed(at)) {
            None => Ok(Self(text.to_owned())),
            Some(at) => Err(NameError::Character(at + 1)),
        }
    }
}

impl TryFrom<String> for SecretName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<SecretName> for String {
    fn from(name: SecretName) -> Self {
        name.0
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        for good in ["a", "_", "API_KEY", "k9", &"a".repeat(100)] {
            assert!(good.parse::<SecretName>().is_ok(), "{good}");
        }
        for (bad, error) in [
            ("", NameError::Empty),
            (&"a".repeat(101), NameError::TooLong(101)),
            ("9k", NameError::Character(1)),
            ("a-b", NameError::Character(2)),
            ("ab c", NameError::Character(3)),
            ("clé", NameError::Character(3)),
            ("a\0", NameError::Character(2)),
        ] {
            assert_eq!(bad.parse::<SecretName>(), Err(error), "{bad}");
        }
    }
}
