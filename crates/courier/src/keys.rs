//! Public keys, each with a type of its own.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Not 32 bytes, or not in base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes, written in base64url without padding")]
pub struct KeyError;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The key with these bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The key with these bytes.
            ///
            /// # Errors
            /// Unless there are exactly 32.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
                bytes.try_into().map(Self).map_err(|_| KeyError)
            }

            /// Its bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE64URL_NOPAD.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| de::Error::custom(KeyError))?;
                Self::from_slice(&bytes).map_err(de::Error::custom)
            }
        }
    )*};
}

keys! {
    /// What an agent's requests are verified with (Ed25519).
    AgentKey,
    /// What proves that a job is the server's (X25519). The agent keeps it from its enrolment on.
    JobKey,
    /// What one job is sealed to (X25519). Its other half is used once and forgotten.
    LeaseKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_text_and_read_back() {
        let key = LeaseKey::from_bytes([0xfb; 32]);
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(text, format!("\"{}-_s\"", "-_v7".repeat(10)));
        assert_eq!(serde_json::from_str::<LeaseKey>(&text).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_is_not_quoted() {
        for wrong in ["\"c2hvcnQ\"", "\"=====\"", "\"\""] {
            let error = serde_json::from_str::<JobKey>(wrong).unwrap_err().to_string();
            assert!(error.starts_with(&KeyError.to_string()), "{error}");
        }
    }
}
