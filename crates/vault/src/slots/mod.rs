//! Ways to unlock the instance key.

mod key_file;
mod recovery;
mod slot;

use std::path::Path;

use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use key_file::{KeyFile, KeyFileError};
pub use recovery::{RecoveryCode, RecoveryError};
pub use slot::SlotKind;

use crate::{
    InstanceId, InstanceKey,
    crypto::{
        Key, random_bytes,
        stretch::{Stretch, Unreasonable},
    },
};
use slot::{Lock, Slot, SlotOutcome};

/// The instance key, wrapped once for each way to unlock it. Stored as one blob; without a key file, a passphrase or a
/// recovery code it says nothing but the installation's id.
#[derive(Serialize, Deserialize)]
pub struct KeySlots {
    format: u32,
    instance: InstanceId,
    slots: Vec<Slot>,
}

/// A slot, for a list on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotInfo {
    /// Identifies the slot.
    pub id: Uuid,
    /// What unlocks it.
    pub kind: SlotKind,
}

/// Why the instance key could not be unlocked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The recovery code cannot be used.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The key file was made for another installation.
    #[error(
        "the key file belongs to installation {theirs}, the data to {ours}; point to the key file that was made with \
         this data, or to the other data directory"
    )]
    OtherInstance {
        /// Named in the key file.
        theirs: InstanceId,
        /// Named in the key slots.
        ours: InstanceId,
    },
    /// The key file names this installation and opens no slot.
    #[error(
        "the key file names this installation but opens none of its key slots: a newer key file has replaced it, or \
         the stored key slots are damaged; use the newest key file, or make a new one from the recovery \
         code with `tacit admin recover`"
    )]
    KeyFileNotAccepted,
    /// The recovery code is well-formed and opens no slot.
    #[error(
        "the recovery code was typed without a mistake but is not of this installation, or a newer code has replaced \
         it; use the newest code of this installation, or the key file"
    )]
    CodeNotAccepted,
    /// The passphrase opens no slot.
    #[error(
        "the passphrase opens none of the key slots of this installation; use the one that was added last, or the key file"
    )]
    PassphraseNotAccepted,
    /// It would be found by guessing.
    #[error(
        "a passphrase needs at least {PASSPHRASE_CHARACTERS} characters: whoever has the data can try as many as they like"
    )]
    ShortPassphrase,
    /// The stored slots are not what was stored.
    #[error("the stored key slots are damaged; restore them from a backup of the data")]
    Corrupted,
    /// The slots were stored by a later version of this program.
    #[error("the key slots have format {0}, which this version does not know; start the newer version")]
    NewerFormat(u32),
    /// Removing the slot would lock everybody out.
    #[error("this is the last way to unlock the installation; add another one first")]
    LastSlot,
    /// There is no slot with that id.
    #[error("there is no such key slot; list the slots to see which there are")]
    NoSuchSlot,
}

const FORMAT: u32 = 1;
/// Characters of a passphrase, at least: six words, or twice what an account asks for.
const PASSPHRASE_CHARACTERS: usize = 20;

impl KeySlots {
    /// A new installation: a random id, a random instance key, and two ways to unlock it. The caller stores the slots
    /// with the data, writes the key file elsewhere and shows the code once.
    pub fn create(random: &mut dyn CryptoRng) -> (Self, InstanceKey, KeyFile, RecoveryCode) {
        let instance = InstanceId(random_uuid(random));
        let key = InstanceKey::random(instance, random);
        let mut slots = Self { format: FORMAT, instance, slots: Vec::new() };
        let file = slots.add_key_file(&key, random);
        let code = slots.add_recovery_code(&key, random);
        (slots, key, file, code)
    }

    /// One more key file, for example to replace one that may have been seen.
    pub fn add_key_file(&mut self, key: &InstanceKey, random: &mut dyn CryptoRng) -> KeyFile {
        let file = KeyFile::random(self.instance, random);
        self.slots.push(Slot::wrap(key, random_uuid(random), Lock::KeyFile, file.key(), random));
        file
    }

    /// One more recovery code, for example to replace one that is lost.
    pub fn add_recovery_code(&mut self, key: &InstanceKey, random: &mut dyn CryptoRng) -> RecoveryCode {
        let code = RecoveryCode::random(random);
        let stretch = Stretch::new(random);
        let kek = stretch.key(code.bytes()).expect("the cost is this program's own");
        self.slots.push(Slot::wrap(key, random_uuid(random), Lock::RecoveryCode(stretch), &kek, random));
        code
    }

    /// A passphrase. Whoever has the data can guess at it for ever, so a short one is refused.
    pub fn add_passphrase(
        &mut self,
        key: &InstanceKey,
        phrase: &str,
        random: &mut dyn CryptoRng,
    ) -> Result<(), SlotError> {
        if phrase.chars().count() < PASSPHRASE_CHARACTERS {
            return Err(SlotError::ShortPassphrase);
        }
        let stretch = Stretch::new(random);
        let kek = stretch.key(phrase.as_bytes()).expect("the cost is this program's own");
        self.slots.push(Slot::wrap(key, random_uuid(random), Lock::Passphrase(stretch), &kek, random));
        Ok(())
    }

    /// Makes one way to unlock useless. The last one stays.
    pub fn remove(&mut self, slot: Uuid) -> Result<(), SlotError> {
        let at = self.slots.iter().position(|own| own.id == slot).ok_or(SlotError::NoSuchSlot)?;
        if self.slots.len() == 1 {
            return Err(SlotError::LastSlot);
        }
        self.slots.remove(at);
        Ok(())
    }

    /// The installation's id.
    #[must_use]
    pub fn instance(&self) -> InstanceId {
        self.instance
    }

    /// What there is to unlock with, in the order of making.
    #[must_use]
    pub fn list(&self) -> Vec<SlotInfo> {
        self.slots.iter().map(|slot| SlotInfo { id: slot.id, kind: slot.lock.kind() }).collect()
    }

    /// Unlocks with the key file at `path`.
    pub fn open_with_key_file(&self, path: &Path) -> Result<InstanceKey, SlotError> {
        self.open_with(&KeyFile::read(path)?)
    }

    /// Unlocks with a key file that was read already.
    pub fn open_with(&self, file: &KeyFile) -> Result<InstanceKey, SlotError> {
        if file.instance() != self.instance {
            return Err(SlotError::OtherInstance { theirs: file.instance(), ours: self.instance });
        }
        for slot in self.slots.iter().filter(|slot| matches!(slot.lock, Lock::KeyFile)) {
            match slot.unwrap(self.instance, file.key()) {
                SlotOutcome::Opened(key) => return Ok(key),
                SlotOutcome::Damaged => return Err(SlotError::Corrupted),
                SlotOutcome::OtherKey => {}
            }
        }
        Err(SlotError::KeyFileNotAccepted)
    }

    /// Unlocks with a recovery code as a person typed it: case, spaces and dashes do not matter. Takes a noticeable
    /// part of a second and 64 MiB for each code there is: never on a thread that serves others.
    pub fn open_with_recovery(&self, typed: &str) -> Result<InstanceKey, SlotError> {
        let code = RecoveryCode::parse(typed)?;
        let stretch = |lock: &Lock| match lock {
            Lock::RecoveryCode(stretch) => stretch.key(code.bytes()).map(Some),
            Lock::KeyFile | Lock::Passphrase(_) => Ok(None),
        };
        self.open_stretched(stretch)?.ok_or(SlotError::CodeNotAccepted)
    }

    /// Unlocks with a passphrase. As slow as [`open_with_recovery`](Self::open_with_recovery).
    pub fn open_with_passphrase(&self, phrase: &str) -> Result<InstanceKey, SlotError> {
        let stretch = |lock: &Lock| match lock {
            Lock::Passphrase(stretch) => stretch.key(phrase.as_bytes()).map(Some),
            Lock::KeyFile | Lock::RecoveryCode(_) => Ok(None),
        };
        self.open_stretched(stretch)?.ok_or(SlotError::PassphraseNotAccepted)
    }

    /// Tries what `stretch` makes for each slot.
    fn open_stretched(
        &self,
        stretch: impl Fn(&Lock) -> Result<Option<Key>, Unreasonable>,
    ) -> Result<Option<InstanceKey>, SlotError> {
        for slot in &self.slots {
            let Some(kek) = stretch(&slot.lock).map_err(|_| SlotError::Corrupted)? else { continue };
            match slot.unwrap(self.instance, &kek) {
                SlotOutcome::Opened(key) => return Ok(Some(key)),
                SlotOutcome::Damaged => return Err(SlotError::Corrupted),
                SlotOutcome::OtherKey => {}
            }
        }
        Ok(None)
    }

    /// Whether a code would unlock, for the owner who wants to know before it is needed.
    pub fn verify_recovery(&self, typed: &str) -> Result<(), SlotError> {
        self.open_with_recovery(typed).map(drop)
    }

    /// The blob to store.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("the slots are plain data")
    }

    /// The slots out of a stored blob.
    pub fn from_json(blob: &[u8]) -> Result<Self, SlotError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        // The format first: what follows it may be new to this version.
        match serde_json::from_slice(blob) {
            Ok(Format { format: FORMAT }) => {}
            Ok(Format { format }) => return Err(SlotError::NewerFormat(format)),
            Err(_) => return Err(SlotError::Corrupted),
        }
        serde_json::from_slice(blob).map_err(|_| SlotError::Corrupted)
    }
}

fn random_uuid(random: &mut dyn CryptoRng) -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes(random)).into_uuid()
}
