//! Key material.

use rand::CryptoRng;
use zeroize::Zeroizing;

/// 256 bits of key, wiped when dropped. On the heap, so that moving it leaves no copy on a stack.
pub(crate) struct Key(Box<Zeroizing<[u8; Key::LEN]>>);

impl Key {
    pub(crate) const LEN: usize = 32;

    /// A key whose bytes `fill` writes in place.
    pub(crate) fn written_by(fill: impl FnOnce(&mut [u8; Self::LEN])) -> Self {
        let mut key = Self(Box::new(Zeroizing::new([0; Self::LEN])));
        fill(&mut key.0);
        key
    }

    pub(crate) fn random(random: &mut dyn CryptoRng) -> Self {
        Self::written_by(|bytes| random.fill_bytes(bytes))
    }

    /// `None` unless there are exactly 32 bytes.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::LEN).then(|| Self::written_by(|key| key.copy_from_slice(bytes)))
    }

    pub(crate) fn bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

/// Random bytes that are no secret: salts, nonces, ids.
pub(crate) fn random_bytes<const N: usize>(random: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill_bytes(&mut bytes);
    bytes
}
