//! Compressed content.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zeroize::Zeroizing;

use super::{GaveUp, Hit, Look};

/// Bytes that one look inflates at most. Beyond, it gives up, and what it looked at is dropped.
pub(super) const MOST: usize = 8 << 20;
/// Headers that say "gzip"; zlib's say so with a check of 5 bits.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    if depth > super::DEPTH || !may_begin(bytes) {
        return Ok(());
    }
    let content = if bytes.starts_with(GZIP) {
        inflated(MultiGzDecoder::new(bytes), &mut looker.inflate)?
    } else {
        inflated(ZlibDecoder::new(bytes), &mut looker.inflate)?
    };
    looker.whole(&content, depth, &(0..bytes.len()), hits).map(drop)
}

/// Searches `bytes`, a run that was decoded, as a stream without a header, if it looks like one. SAML sends those.
pub(super) fn headless<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    run: &std::ops::Range<usize>,
    hits: &mut Vec<Hit<'n>>,
) -> Result<bool, GaveUp> {
    // One block, of a kind that exists: anything else would be tried for every identifier that looks like base64.
    let plausible = bytes.first().is_some_and(|first| first & 1 == 1 && matches!(first >> 1 & 3, 1 | 2));
    if !plausible || str::from_utf8(bytes).is_ok() {
        return Ok(false);
    }
    let content = inflated(DeflateDecoder::new(bytes), &mut looker.inflate)?;
    if content.is_empty() {
        return Ok(false);
    }
    looker.whole(&content, depth, run, hits)
}

/// Whether compressed content may begin here.
pub(crate) fn may_begin(bytes: &[u8]) -> bool {
    bytes.starts_with(GZIP)
        || matches!(bytes, [first, second, _, ..] if first & 0x8f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// As much as can be inflated.
fn inflated(from: impl Read, left: &mut usize) -> Result<Zeroizing<Vec<u8>>, GaveUp> {
    let mut content = Zeroizing::new(Vec::new());
    // An error leaves what was read before it, which is all a reader could get.
    let _ = from.take(*left as u64 + 1).read_to_end(&mut content);
    *left = left.checked_sub(content.len()).ok_or(GaveUp)?;
    Ok(content)
}
