//! AES-256-GCM with the nonce chosen by the caller.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::Key;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;
/// Bytes the authentication tag adds.
pub(crate) const TAG: usize = 16;

/// The ciphertext was not made with this key, nonce and context.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unauthentic;

fn cipher(key: &Key) -> LessSafeKey {
    LessSafeKey::new(
        UnboundKey::new(&AES_256_GCM, key.bytes()).expect("the key has the length AES-256 takes"),
    )
}

/// Encrypts `plain` and appends the tag. A nonce must be fresh for its key.
pub(crate) fn seal(key: &Key, nonce: [u8; NONCE], aad: &[u8], plain: &[u8]) -> Vec<u8> {
    // Room for the tag from the start: growing would leave a copy of the plaintext behind.
    let mut buffer = Zeroizing::new(Vec::with_capacity(plain.len() + TAG));
    buffer.extend_from_slice(plain);
    let tag = cipher(key)
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .expect("a few kilobytes are within AES-GCM's limit");
    buffer.extend_from_slice(tag.as_ref());
    std::mem::take(&mut *buffer)
}

/// Decrypts what [`seal`] made.
pub(crate) fn open(
    key: &Key,
    nonce: [u8; NONCE],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unauthentic> {
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let plain = cipher(key)
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer)
        .map_err(|_| Unauthentic)?
        .len();
    buffer.truncate(plain);
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    #[test]
    fn published_vector() {
        let key = Key::from_slice(
            &hex::decode("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308").unwrap(),
        )
        .unwrap();
        let nonce = hex::decode("cafebabefacedbaddecaf888").unwrap().try_into().unwrap();
        let aad = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let plain = hex::decode(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        ))
        .unwrap();
        let sealed = seal(&key, nonce, &aad, &plain);
        assert_eq!(
            hex::encode(&sealed),
            concat!(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b"
            )
        );
        assert_eq!(*open(&key, nonce, &aad, &sealed).unwrap(), plain);
        assert_eq!(open(&key, nonce, b"other", &sealed), Err(Unauthentic));
        assert_eq!(open(&key, nonce, &aad, &sealed[..TAG - 1]), Err(Unauthentic));
    }
}
