//! HMAC-SHA256, SHA-256 and comparison in constant time.

use aws_lc_rs::{digest, hmac};
use subtle::ConstantTimeEq;

use super::{Frame, Key};

/// HMAC-SHA256 of `frame`.
pub(crate) fn mac(key: &Key, frame: &Frame) -> [u8; 32] {
    hmac_sha256(key.bytes(), frame.bytes())
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    tag.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// Whether both are equal, in a time that does not depend on where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2, and FIPS 180-2, appendix B.1.
    #[test]
    fn published_vectors() {
        assert_eq!(
            hex::encode(hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex::encode(sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn comparison_sees_length_and_every_byte() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abcd"));
        for at in 0..3 {
            let mut other = *b"abc";
            other[at] ^= 1;
            assert!(!same(b"abc", &other));
        }
    }
}
