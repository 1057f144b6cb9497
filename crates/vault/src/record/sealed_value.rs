//! The bytes of a sealed value.

use crate::crypto::{Frame, Key, aead, kdf, mac};

use super::{Binding, OpenError};

/// A secret's value as it is stored.
///
/// ```text
/// format 1 | key version 4 | salt 32 | nonce 12 | commitment 32 | ciphertext and tag
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SealedValue(Vec<u8>);

pub(super) const FORMAT: u8 = 1;

/// A [`SealedValue`] taken apart.
pub(super) struct Parts<'a> {
    pub(super) key_version: u32,
    pub(super) salt: [u8; 32],
    pub(super) nonce: [u8; aead::NONCE],
    pub(super) commitment: [u8; 32],
    pub(super) ciphertext: &'a [u8],
}

impl SealedValue {
    /// Stored bytes, as they are: they are judged when opened.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The version of the team key that opens it: how many rows still use an old key is counted with this.
    pub fn key_version(&self) -> Result<u32, OpenError> {
        self.parts().map(|parts| parts.key_version)
    }

    /// Stands for these exact bytes in a [`Manifest`](crate::Manifest).
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        mac::sha256(Frame::new("tacit/sealed-value/1").field(&self.0).bytes())
    }

    pub(super) fn of(parts: &Parts<'_>) -> Self {
        let mut out = Vec::with_capacity(81 + parts.ciphertext.len());
        out.push(FORMAT);
        out.extend_from_slice(&parts.key_version.to_be_bytes());
        out.extend_from_slice(&parts.salt);
        out.extend_from_slice(&parts.nonce);
        out.extend_from_slice(&parts.commitment);
        out.extend_from_slice(parts.ciphertext);
        Self(out)
    }

    pub(super) fn parts(&self) -> Result<Parts<'_>, OpenError> {
        let (&format, rest) = self.0.split_first().ok_or(OpenError::Damaged)?;
        if format != FORMAT {
            return Err(OpenError::NewerFormat(format));
        }
        let (key_version, rest) = rest.split_first_chunk().ok_or(OpenError::Damaged)?;
        let (salt, rest) = rest.split_first_chunk().ok_or(OpenError::Damaged)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(OpenError::Damaged)?;
        let (commitment, ciphertext) = rest.split_first_chunk().ok_or(OpenError::Damaged)?;
        Ok(Parts {
            key_version: u32::from_be_bytes(*key_version),
            salt: *salt,
            nonce: *nonce,
            commitment: *commitment,
            ciphertext,
        })
    }
}

/// The key of one record: no two versions of a value, and no two sealings of one version, share a key.
pub(super) fn record_key(team: &Key, context: &impl Binding, salt: &[u8; 32]) -> kdf::Committed {
    kdf::derive_committed(team, salt, &context.key_info())
}
