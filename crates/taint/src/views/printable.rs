//! Quoted-printable with its soft line breaks, and encoded-words that continue one another.

use super::{
    GaveUp, Hit, Look,
    map::{self, Unit},
};

/// Characters that the name of a character set and white space around it may take in an encoded-word.
const WORD: usize = 80;

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    map::look(looker, bytes, depth, hits, trigger, read)
}

fn trigger(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    // The sign is frequent, what makes it an encoding is not.
    while let Some(at) = memchr::memchr(b'=', &bytes[from..]) {
        let at = from + at;
        match bytes.get(at + 1) {
            Some(b' ' | b'\t' | b'\r' | b'\n') if at > from && bytes[at - 1] == b'?' => return Some(at - 1),
            Some(b'\r' | b'\n' | b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => return Some(at),
            _ => from = at + 1,
        }
    }
    None
}

fn read(bytes: &[u8]) -> Option<Unit> {
    match bytes {
        [b'=', b'\n', ..] => Some(Unit::nothing(2)),
        [b'=', b'\r', b'\n', ..] => Some(Unit::nothing(3)),
        [b'=', high, low, ..] => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let byte = (digit(*high)? * 16 + digit(*low)?) as u8;
            // `=1` is the beginning of a number in a query far more often than of a control character.
            (byte >= b' ' || byte.is_ascii_whitespace()).then(|| Unit::byte(3, byte))
        }
        [b'?', b'=', rest @ ..] => continued(rest).map(|len| Unit::nothing(2 + len)),
        _ => None,
    }
}

/// White space and the head of the next encoded-word, `=?charset?Q?`.
fn continued(rest: &[u8]) -> Option<usize> {
    let near = &rest[..rest.len().min(WORD)];
    let space = near.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let charset = near[space..].strip_prefix(b"=?")?;
    let name = memchr::memchr(b'?', charset)?;
    match charset.get(name + 1..name + 3)? {
        [b'Q' | b'q' | b'B' | b'b', b'?'] => Some(space + 2 + name + 3),
        _ => None,
    }
}
