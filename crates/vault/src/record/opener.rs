//! Decrypting values.

use std::sync::Arc;

use tacit_taint::Secret;

use super::{
    Binding, SealedValue, padding,
    sealed_value::{FORMAT, record_key},
};
use crate::{
    TeamKey,
    crypto::{aead, mac},
};

/// Opens the values of one team. Made where a run is dispatched, where a channel is told, and nowhere else.
pub struct Opener {
    keys: Vec<Arc<TeamKey>>,
}

/// Why a stored value does not open. For the operator; a run says no more than `SECRET_UNAVAILABLE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not the bytes a [`Sealer`](crate::Sealer) made.
    #[error("the stored value is damaged; enter the secret's value again, or restore its row from a backup")]
    Damaged,
    /// Made by a later version of this program.
    #[error("the stored value has format {0}, which this version does not know; start the newer version")]
    NewerFormat(u8),
    /// No key of this version was given.
    #[error(
        "the stored value needs version {0} of the team key, which is not there; restore the team's row from a backup"
    )]
    KeyVersion(u32),
    /// Made with another key or for another secret or version: a row that was moved, or a key that was exchanged.
    #[error(
        "the stored value was not made for this secret and team key: its row was moved or exchanged; look into the \
         audit log and enter the value again"
    )]
    NotThisRecord,
    /// Ciphertext or context were changed since.
    #[error(
        "the stored value or what it is bound to (name, scope, tier, allowed hosts, dates) was changed outside tacit; \
         look into the audit log and enter the value again"
    )]
    Tampered,
    /// The context names another team than the keys.
    #[error("the secret belongs to another team than the key; this is a fault of the program")]
    OtherTeam,
}

impl Opener {
    /// Opens with any of `keys`, the versions one team has.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = Arc<TeamKey>>) -> Self {
        Self { keys: keys.into_iter().collect() }
    }

    /// The value sealed for exactly this `context`.
    pub fn open(&self, context: &impl Binding, sealed: &SealedValue) -> Result<Secret, OpenError> {
        let parts = sealed.parts()?;
        let team = self
            .keys
            .iter()
            .find(|key| key.version() == parts.key_version)
            .ok_or(OpenError::KeyVersion(parts.key_version))?;
        if context.team() != team.team() {
            return Err(OpenError::OtherTeam);
        }
        let record = record_key(team.key(), context, &parts.salt);
        if !mac::same(&record.commitment, &parts.commitment) {
            return Err(OpenError::NotThisRecord);
        }
        let aad = context.frame(FORMAT, team.instance(), parts.key_version);
        let padded = aead::open(&record.key, parts.nonce, aad.bytes(), parts.ciphertext)
            .map_err(|_| OpenError::Tampered)?;
        let value = padding::unpad(&padded).ok_or(OpenError::Damaged)?;
        str::from_utf8(value).map(|text| Secret::new(text.to_owned())).map_err(|_| OpenError::Damaged)
    }

    /// Whether the value opens, without handing it out: for checks of a backup or after a rotation.
    pub fn check(&self, context: &impl Binding, sealed: &SealedValue) -> Result<(), OpenError> {
        self.open(context, sealed).map(drop)
    }
}
