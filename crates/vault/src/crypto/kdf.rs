//! HKDF-SHA256 (RFC 5869): keys from a key.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};

use super::{Frame, Key};

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn hkdf(salt: &[u8], input: &[u8], info: &[u8], out: &mut [u8]) {
    let length = Length(out.len());
    Salt::new(HKDF_SHA256, salt)
        .extract(input)
        .expand(&[info], length)
        .and_then(|okm| okm.fill(out))
        .expect("at most 255 hashes are asked for, and the lengths agree");
}

/// The key for one use of `parent`; `info` names the use.
pub(crate) fn derive(parent: &Key, salt: &[u8], info: &Frame) -> Key {
    Key::written_by(|out| hkdf(salt, parent.bytes(), info.bytes(), out))
}

/// A key for encryption, and a public value that commits to it.
///
/// AES-GCM alone lets one ciphertext open under two keys. The commitment is stored beside the ciphertext and compared
/// first, so that only the key it was made with is ever tried.
pub(crate) struct Committed {
    /// The encryption key.
    pub(crate) key: Key,
    /// Says nothing about the key and fits no other.
    pub(crate) commitment: [u8; 32],
}

/// As [`derive`], with a commitment to the derived key.
pub(crate) fn derive_committed(parent: &Key, salt: &[u8], info: &Frame) -> Committed {
    let mut both = zeroize::Zeroizing::new([0; 64]);
    hkdf(salt, parent.bytes(), info.bytes(), both.as_mut());
    let (key, commitment) = both.split_at(Key::LEN);
    Committed {
        key: Key::from_slice(key).expect("the first half has the length of a key"),
        commitment: commitment.try_into().expect("the second half has 32 bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, salt: &str, info: &str, output: &str) {
        let bytes = |text| hex::decode(text).unwrap();
        let mut out = vec![0; output.len() / 2];
        hkdf(&bytes(salt), &bytes(input), &bytes(info), &mut out);
        assert_eq!(hex::encode(out), output);
    }

    /// RFC 5869, appendix A.1 to A.3.
    #[test]
    fn published_vectors() {
        check(
            &"0b".repeat(22),
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        );
        let range = |from: u8, to: u8| hex::encode((from..=to).collect::<Vec<_>>());
        check(
            &range(0x00, 0x4f),
            &range(0x60, 0xaf),
            &range(0xb0, 0xff),
            concat!(
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c",
                "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71",
                "cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
        );
        check(
            &"0b".repeat(22),
            "",
            "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        );
    }

    #[test]
    fn uses_are_apart() {
        let parent = Key::from_slice(&[7; 32]).unwrap();
        let one = derive(&parent, b"", &Frame::new("one"));
        let two = derive(&parent, b"", &Frame::new("two"));
        let salted = derive(&parent, b"salt", &Frame::new("one"));
        assert_ne!(one.bytes(), two.bytes());
        assert_ne!(one.bytes(), salted.bytes());
        let committed = derive_committed(&parent, b"", &Frame::new("one"));
        assert_ne!(committed.key.bytes(), &committed.commitment);
    }
}
