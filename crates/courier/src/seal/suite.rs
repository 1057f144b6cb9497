//! The one choice of algorithms.

use hpke::{aead::AesGcm256, kdf::HkdfSha256, kem::X25519HkdfSha256};

pub(super) type Kem = X25519HkdfSha256;
pub(super) type Kdf = HkdfSha256;
pub(super) type Aead = AesGcm256;
pub(super) type PrivateKey = <Kem as hpke::Kem>::PrivateKey;
pub(super) type PublicKey = <Kem as hpke::Kem>::PublicKey;
pub(super) type Encapped = <Kem as hpke::Kem>::EncappedKey;
pub(super) type Tag = hpke::aead::AeadTag<Aead>;

/// Bytes of the tag at the end of a sealed job.
pub(super) const TAG: usize = 16;
