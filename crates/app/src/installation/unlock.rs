//! What unlocks an installation, where it came from.

use std::path::{Path, PathBuf};

use tacit_vault::{InstanceKey, KeyFile, KeySlots, SlotError};
use zeroize::Zeroizing;

/// A way to the instance key.
pub enum Unlock {
    /// The key file at this path.
    KeyFile(PathBuf),
    /// The text of a key file, and what an error calls its source.
    KeyText(Zeroizing<Vec<u8>>, &'static str),
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// The recovery code, as it was typed.
    RecoveryCode(Zeroizing<String>),
}

impl Unlock {
    pub(super) fn open(&self, slots: &KeySlots) -> Result<InstanceKey, SlotError> {
        match self {
            Self::KeyFile(path) => slots.open_with_key_file(path),
            Self::KeyText(text, source) => slots.open_with(&KeyFile::from_text(text, Path::new(source))?),
            Self::Passphrase(phrase) => slots.open_with_passphrase(phrase),
            Self::RecoveryCode(code) => slots.open_with_recovery(code),
        }
    }
}
