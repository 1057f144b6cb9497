//! Passwords and keys for one demo.

use rand::Rng;
use tacit_app::Randomness;
use zeroize::Zeroizing;

use crate::installation::SystemRandomness;

/// No characters that are taken for one another; 32 of them, so that every byte is fair.
const CHARACTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Four groups of four: 80 bits.
pub(super) fn random() -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 16]);
    SystemRandomness.generator().fill_bytes(bytes.as_mut_slice());
    let mut text = Zeroizing::new(String::with_capacity(19));
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(CHARACTERS[usize::from(byte % 32)]));
    }
    text
}
