//! Argon2id (RFC 9106): a key from something a person keeps.

use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{Bytes, Frame, Key, random_bytes};

/// How a code is turned into a key. Stored beside what the key opens, so that the cost can rise later.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stretch {
    salt: Bytes<16>,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The stored cost is outside what this program will spend.
#[derive(Debug)]
pub(crate) struct Unreasonable;

impl Stretch {
    /// A fresh salt and the second recommendation of RFC 9106, section 4: 64 MiB, three passes.
    pub(crate) fn new(random: &mut dyn CryptoRng) -> Self {
        Self { salt: Bytes(random_bytes(random)), memory_kib: 64 * 1024, passes: 3, lanes: 4 }
    }

    /// Refuses a cost above 1 GiB, 32 passes or 32 lanes: whoever can write the store must not be able to stop the
    /// machine with it.
    pub(crate) fn key(&self, code: &[u8]) -> Result<Key, Unreasonable> {
        if self.memory_kib > 1024 * 1024 || self.passes > 32 || self.lanes > 32 {
            return Err(Unreasonable);
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(Key::LEN))
            .map_err(|_| Unreasonable)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut outcome = Ok(());
        let key = Key::written_by(|out| outcome = argon.hash_password_into(code, &self.salt.0, out));
        outcome.map_err(|_| Unreasonable)?;
        Ok(key)
    }

    /// Adds everything stored to `frame`.
    pub(crate) fn bind(&self, frame: Frame) -> Frame {
        frame.field(&self.salt.0).u32(self.memory_kib).u32(self.passes).u32(self.lanes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test program of the reference implementation (the salt there has eight bytes, hence the other type).
    #[test]
    fn published_vector() {
        let argon =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64 * 1024, 2, 1, Some(32)).unwrap());
        let mut out = [0; 32];
        argon.hash_password_into(b"password", b"somesalt", &mut out).unwrap();
        assert_eq!(hex::encode(out), "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    #[test]
    fn a_cost_nobody_asked_for_is_refused() {
        let stretch = |memory_kib, passes, lanes| Stretch { salt: Bytes([1; 16]), memory_kib, passes, lanes };
        assert!(stretch(u32::MAX, 1, 1).key(b"code").is_err());
        assert!(stretch(64, u32::MAX, 1).key(b"code").is_err());
        assert!(stretch(1024, 1, 64).key(b"code").is_err());
        assert!(stretch(0, 0, 0).key(b"code").is_err());
        assert!(stretch(64, 1, 1).key(b"code").is_ok());
    }
}
