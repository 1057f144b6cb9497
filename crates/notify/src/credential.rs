//! What a channel signs in with.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use tacit_taint::{Kind, Label, Secret, SecretId};
use uuid::Uuid;

/// A credential of a channel: a key, a password, or a whole address that is one. It can be read from settings and
/// handed to the wire, and neither printed nor written.
#[derive(Clone)]
pub struct Credential(Arc<Secret>);

impl Credential {
    /// Takes over `value`; the caller keeps no copy.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Arc::new(Secret::new(value)))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    /// The value, still closed: for whoever looks for it where it must not be.
    #[must_use]
    pub fn value(&self) -> Arc<Secret> {
        Arc::clone(&self.0)
    }
}

/// What a request with a credential in it depends on. One label for all of them: a channel's requests hold nothing else
/// that is secret, and follow no redirects.
pub(crate) fn label() -> Label {
    Label::of(SecretId(Uuid::nil()), Kind::Carried)
}

impl<'de> Deserialize<'de> for Credential {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Text).map(Self::new)
    }
}

/// Takes text and nothing else. What serde says of other values quotes them, so each kind is refused by hand.
struct Text;

const REFUSED: &str = "a credential is written as text";

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<String, E> {
        Err(E::custom(REFUSED))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<String, E> {
        Err(E::custom(REFUSED))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<String, E> {
        Err(E::custom(REFUSED))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<String, E> {
        Err(E::custom(REFUSED))
    }
}
