//! The inner step of CryptoJS's digests, in machine code: a hundred times an interpreter's pace.
//!
//! The library keeps everything else: its words, padding, HMAC and results stay its own.

use rquickjs::{Array, Value};

/// One step over the 16 words of `words` from `offset` on; `state` holds the digest's words and is changed in place.
pub(super) fn step<'js, const N: usize>(
    state: &Array<'js>,
    words: &Array<'js>,
    offset: usize,
    compress: impl Fn(&mut [u32; N], &[[u8; 64]]),
) -> rquickjs::Result<()> {
    let mut digest = [0; N];
    for (index, word) in digest.iter_mut().enumerate() {
        *word = word_at(state, index)?;
    }
    let mut block = [0; 64];
    for (index, bytes) in block.chunks_exact_mut(4).enumerate() {
        // The library keeps the message's bytes in big-endian words, for MD5 too.
        bytes.copy_from_slice(&word_at(words, offset + index)?.to_be_bytes());
    }
    compress(&mut digest, &[block]);
    for (index, word) in digest.into_iter().enumerate() {
        state.set(index, word.cast_signed())?;
    }
    Ok(())
}

/// A word as the language's bitwise operators see it: modulo 2^32, and 0 for what is no number.
fn word_at(words: &Array<'_>, index: usize) -> rquickjs::Result<u32> {
    let value: Value<'_> = words.get(index)?;
    let number = value.as_number().unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "modulo 2^32 is what is meant")]
    Ok((number as i64) as u32)
}
