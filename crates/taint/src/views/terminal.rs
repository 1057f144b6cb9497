//! Colours and other control sequences of terminals (ECMA-48), which may stand within a value.

use super::{
    GaveUp, Hit, Look,
    map::{self, Unit},
};

/// Parameters of a control sequence that are read.
const PARAMETERS: usize = 32;

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    map::look(looker, bytes, depth, hits, |bytes| memchr::memchr(27, bytes), read)
}

fn read(bytes: &[u8]) -> Option<Unit> {
    let rest = bytes.strip_prefix(b"\x1b[")?;
    let parameters = rest
        .iter()
        .take(PARAMETERS)
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b':' | b'?'))
        .count();
    rest.get(parameters)?.is_ascii_alphabetic().then(|| Unit::nothing(parameters + 3))
}
