//! Encrypting values.

use std::sync::Arc;

use rand::CryptoRng;
use tacit_taint::{Secret, seam::Vault};

use super::{
    Binding, MAX_VALUE_BYTES, SealedValue, padding,
    reference::MARK,
    sealed_value::{FORMAT, Parts, record_key},
};
use crate::{
    TeamKey,
    crypto::{aead, random_bytes},
};

/// Seals the values of one team. It cannot open them.
#[derive(Clone)]
pub struct Sealer {
    team: Arc<TeamKey>,
}

/// Why a value is not sealed. Says nothing of the value but its length.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no value.
    #[error("a secret needs a value")]
    Empty,
    /// The value is longer than [`MAX_VALUE_BYTES`].
    #[error(
        "a secret's value has at most {MAX_VALUE_BYTES} bytes, this one has {0}; store what is secret in it alone"
    )]
    TooLong(usize),
    /// It begins as what is sealed in a value's place does.
    #[error("a secret's value cannot begin with this control character")]
    Marked,
    /// The context names another team than the key.
    #[error("the secret belongs to another team than the key; this is a fault of the program")]
    OtherTeam,
}

/// Whether `value` can be somebody's: 1 byte to 16 KiB, and not what stands in the place of one.
pub fn check_value(value: &Secret) -> Result<(), SealError> {
    if value.open(Vault).starts_with(MARK) {
        return Err(SealError::Marked);
    }
    fits(value)
}

fn fits(value: &Secret) -> Result<(), SealError> {
    match value.open(Vault).len() {
        0 => Err(SealError::Empty),
        1..=MAX_VALUE_BYTES => Ok(()),
        length => Err(SealError::TooLong(length)),
    }
}

impl Sealer {
    /// Seals under `team`, its newest key.
    #[must_use]
    pub fn new(team: Arc<TeamKey>) -> Self {
        Self { team }
    }

    /// Seals `value`, which is wiped.
    pub fn seal(
        &self,
        context: &impl Binding,
        value: Secret,
        random: &mut dyn CryptoRng,
    ) -> Result<SealedValue, SealError> {
        fits(&value)?;
        if context.team() != self.team.team() {
            return Err(SealError::OtherTeam);
        }
        let padded = padding::pad(value.open(Vault).as_bytes()).expect("the length was checked");
        let (salt, nonce, key_version) = (random_bytes(random), random_bytes(random), self.team.version());
        let record = record_key(self.team.key(), context, &salt);
        let aad = context.frame(FORMAT, self.team.instance(), key_version);
        let ciphertext = aead::seal(&record.key, nonce, aad.bytes(), &padded);
        Ok(SealedValue::of(&Parts {
            key_version,
            salt,
            nonce,
            commitment: record.commitment,
            ciphertext: &ciphertext,
        }))
    }
}
