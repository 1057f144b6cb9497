//! Text that was typed to stay hidden.

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use tacit_taint::Secret;
use zeroize::Zeroizing;

/// A password or a secret's value on its way in: it cannot be printed, cloned or serialised, and is wiped when dropped.
///
/// Reading it from a body that holds something else than text fails with a message that does not quote the body.
pub struct Confidential(Zeroizing<String>);

impl Confidential {
    /// Takes over `text`; the caller keeps no copy.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Only for the hash of a password: a secret's value goes to the vault as [`Secret`].
    pub(crate) fn as_password(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_secret(mut self) -> Secret {
        Secret::new(std::mem::take(&mut *self.0))
    }
}

impl<'de> Deserialize<'de> for Confidential {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl de::Visitor<'_> for Text {
            type Value = Confidential;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Confidential, E> {
                Ok(Confidential::new(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Confidential, E> {
                Ok(Confidential::new(text))
            }

            // The provided methods for other types quote what they found.
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Confidential, E> {
                Err(E::custom("not text"))
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Confidential, E> {
                Err(E::custom("not text"))
            }

            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Confidential, E> {
                Err(E::custom("not text"))
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Confidential, E> {
                Err(E::custom("not text"))
            }
        }

        // Asked for text, the parser itself would refuse other types, and quote them.
        deserializer.deserialize_any(Text)
    }
}

/// A JSON object on its way in, whose fields were typed to stay hidden: the settings of a channel.
pub struct ConfidentialObject(Confidential);

impl ConfidentialObject {
    /// The object as it was sent.
    #[must_use]
    pub fn into_text(self) -> Confidential {
        self.0
    }
}

impl<'de> Deserialize<'de> for ConfidentialObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Kept as it stands: a parser of fields would quote those it does not like.
        let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('{') {
            Ok(Self(Confidential::new(raw.get().to_owned())))
        } else {
            Err(de::Error::custom("not an object"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_taken_whole() {
        let taken = serde_json::from_str::<ConfidentialObject>(r#" {"url": "canary", "n": 1} "#).unwrap();
        assert_eq!(taken.into_text().as_password(), r#"{"url": "canary", "n": 1}"#);
        for wrong in ["[48151623]", "48151623", "\"canary\"", "null"] {
            let error = serde_json::from_str::<ConfidentialObject>(wrong).err().unwrap().to_string();
            assert!(!error.contains("4815") && !error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_wrong_type_is_refused_without_being_quoted() {
        for wrong in ["48151623", "-48151623", "4815.1623", "true", "null", "[48151623]", r#"{"48151623":1}"#]
        {
            let error = serde_json::from_str::<Confidential>(wrong).err().unwrap().to_string();
            assert!(!error.contains("4815") && !error.contains("true"), "{error}");
        }
        assert_eq!(serde_json::from_str::<Confidential>(r#""a\u0062""#).unwrap().as_password(), "ab");
    }
}
