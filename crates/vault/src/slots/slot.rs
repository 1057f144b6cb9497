//! One wrapping of the instance key.

use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    InstanceId, InstanceKey,
    crypto::{Bytes, Frame, Key, aead, kdf, mac, random_bytes, stretch::Stretch},
};

/// What unlocks a slot, as the user calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotKind {
    /// A file on the machine.
    KeyFile,
    /// A code on paper.
    RecoveryCode,
    /// Words that somebody knows.
    Passphrase,
}

/// What unlocks a slot, and what it takes to get from there to a key.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Lock {
    KeyFile,
    RecoveryCode(Stretch),
    Passphrase(Stretch),
}

impl Lock {
    pub(super) fn kind(&self) -> SlotKind {
        match self {
            Self::KeyFile => SlotKind::KeyFile,
            Self::RecoveryCode(_) => SlotKind::RecoveryCode,
            Self::Passphrase(_) => SlotKind::Passphrase,
        }
    }

    /// Binds the kind and its parameters, so that neither can be exchanged.
    fn bind(&self, frame: Frame) -> Frame {
        match self {
            Self::KeyFile => frame.field(b"key-file"),
            Self::RecoveryCode(stretch) => stretch.bind(frame.field(b"recovery-code")),
            Self::Passphrase(stretch) => stretch.bind(frame.field(b"passphrase")),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) id: Uuid,
    pub(super) lock: Lock,
    commitment: Bytes<32>,
    nonce: Bytes<{ aead::NONCE }>,
    wrapped: Bytes<{ Key::LEN + aead::TAG }>,
}

/// What trying a key on a slot comes to.
pub(super) enum SlotOutcome {
    Opened(InstanceKey),
    /// The slot was made for another key.
    OtherKey,
    /// The slot was made for this key and has been changed since.
    Damaged,
}

const FORMAT: u8 = 1;

impl Slot {
    pub(super) fn wrap(
        key: &InstanceKey,
        id: Uuid,
        lock: Lock,
        kek: &Key,
        random: &mut dyn CryptoRng,
    ) -> Self {
        let derived = kdf::derive_committed(kek, b"", &use_of(key.id(), id));
        let nonce = random_bytes(random);
        let sealed = aead::seal(&derived.key, nonce, context(key.id(), id, &lock).bytes(), key.bytes());
        let wrapped = Bytes(sealed.try_into().expect("a key and a tag have this length"));
        Self { id, lock, commitment: Bytes(derived.commitment), nonce: Bytes(nonce), wrapped }
    }

    pub(super) fn unwrap(&self, instance: InstanceId, kek: &Key) -> SlotOutcome {
        let derived = kdf::derive_committed(kek, b"", &use_of(instance, self.id));
        if !mac::same(&derived.commitment, &self.commitment.0) {
            return SlotOutcome::OtherKey;
        }
        aead::open(
            &derived.key,
            self.nonce.0,
            context(instance, self.id, &self.lock).bytes(),
            &self.wrapped.0,
        )
        .ok()
        .and_then(|plain| InstanceKey::from_slice(instance, &plain))
        .map_or(SlotOutcome::Damaged, SlotOutcome::Opened)
    }
}

fn use_of(instance: InstanceId, slot: Uuid) -> Frame {
    Frame::new("tacit/slot-key/1").field(instance.0.as_bytes()).field(slot.as_bytes())
}

fn context(instance: InstanceId, slot: Uuid, lock: &Lock) -> Frame {
    lock.bind(Frame::new("tacit/slot").field(&[FORMAT]).field(instance.0.as_bytes()).field(slot.as_bytes()))
}
