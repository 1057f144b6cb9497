//! Base64, base32 (RFC 4648) and base58.
//!
//! Base64 and base32 turn groups of bytes into characters, so what a value becomes depends on how many bytes stand
//! before it. For each place within a group, the characters that depend on the value alone are its *core*.

use base64::{Engine as _, alphabet, engine::GeneralPurpose, engine::general_purpose::NO_PAD};
use data_encoding::{BASE32_NOPAD, BASE32HEX_NOPAD};
use zeroize::Zeroizing;

use super::{Case, Sink};

/// Base58 takes time in the square of the length, and nobody writes long texts in it.
const BASE58_LONGEST: usize = 256;
/// Shorter cores would hit ordinary words when case is ignored.
const CASELESS: usize = 12;

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    for alphabet in [&alphabet::STANDARD, &alphabet::URL_SAFE] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        cores(value, 3, 6, &|bytes| engine.encode(bytes), sink);
    }
    for encoding in [&BASE32_NOPAD, &BASE32HEX_NOPAD] {
        cores(value, 5, 5, &|bytes| encoding.encode(bytes), sink);
        cores(value, 5, 5, &|bytes| encoding.encode(bytes).to_ascii_lowercase(), sink);
    }
    if value.len() <= BASE58_LONGEST {
        put(&Zeroizing::new(bs58::encode(value).into_string()), sink);
    }
}

/// Encodes `value` behind 0 to `group - 1` other bytes at `bits` bits a character, and keeps what they cannot change.
fn cores(value: &str, group: usize, bits: usize, encode: &dyn Fn(&[u8]) -> String, sink: &mut Sink<'_>) {
    for before in 0..group {
        let mut padded = Zeroizing::new(vec![0; before + value.len()]);
        padded[before..].copy_from_slice(value.as_bytes());
        let text = Zeroizing::new(encode(&padded));
        put(&text[(before * 8).div_ceil(bits)..padded.len() * 8 / bits], sink);
    }
}

fn put(form: &str, sink: &mut Sink<'_>) {
    sink(form.as_bytes(), if form.len() < CASELESS { Case::Differs } else { Case::Same });
}
