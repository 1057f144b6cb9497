//! Percent-encoding, backslash escapes and character references, mixed as they come.

use zeroize::Zeroizing;

use super::{
    GaveUp, Hit, Look,
    map::{self, Unit},
};
use crate::forms::NAMED;

/// Digits of a numeric reference, leading zeros included, that are read.
const DIGITS: usize = 10;

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    map::look(looker, bytes, depth, hits, trigger, read)
}

/// Whether there is an escape in `bytes`.
pub(super) fn are_in(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(skip) = trigger(&bytes[at..]) {
        at += skip;
        if read(&bytes[at..]).is_some() {
            return true;
        }
        at += 1;
    }
    false
}

/// `bytes` with all escapes undone, once.
pub(crate) fn undone(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    map::replaced(bytes, trigger, read)
}

fn trigger(bytes: &[u8]) -> Option<usize> {
    memchr::memchr3(b'%', b'\\', b'&', bytes)
}

fn read(bytes: &[u8]) -> Option<Unit> {
    match bytes {
        [b'%', b'u' | b'U', rest @ ..] => utf16(rest, b"%u").map(|(c, len)| Unit::char(2 + len, c)),
        [b'%', rest @ ..] => digits(rest, 2, 16).map(|byte| Unit::byte(3, byte as u8)),
        [b'\\', rest @ ..] => backslash(rest),
        [b'&', b'#', rest @ ..] => numeric(rest),
        [b'&', rest @ ..] => named(rest),
        _ => None,
    }
}

fn backslash(rest: &[u8]) -> Option<Unit> {
    let unit = |byte| Some(Unit::byte(2, byte));
    match rest {
        [b'u' | b'x', b'{', digits @ ..] => {
            let (number, len) = number(digits, 16)?;
            (digits.get(len) == Some(&b'}')).then_some(())?;
            Some(Unit::char(len + 4, char::from_u32(number)?))
        }
        [b'u', digits @ ..] => utf16(digits, b"\\u").map(|(c, len)| Unit::char(2 + len, c)),
        [b'U', rest @ ..] => Some(Unit::char(10, char::from_u32(digits(rest, 8, 16)?)?)),
        [b'x', rest @ ..] => digits(rest, 2, 16).map(|byte| Unit::byte(4, byte as u8)),
        [b'0'..=b'3', ..] if digits(rest, 3, 8).is_some() => {
            digits(rest, 3, 8).map(|byte| Unit::byte(4, byte as u8))
        }
        [b'0', ..] => unit(0),
        [b'a', ..] => unit(7),
        [b'b', ..] => unit(8),
        [b't', ..] => unit(b'\t'),
        [b'n', ..] => unit(b'\n'),
        [b'v', ..] => unit(11),
        [b'f', ..] => unit(12),
        [b'r', ..] => unit(b'\r'),
        [b'e', ..] => unit(27),
        [b'\n', ..] => Some(Unit::nothing(2)),
        [b'\r', b'\n', ..] => Some(Unit::nothing(3)),
        [b' ', ..] => unit(b' '),
        [c, ..] if c.is_ascii_punctuation() => unit(*c),
        _ => None,
    }
}

/// Four digits, and four more behind `again` where the first are half of a character.
fn utf16(bytes: &[u8], again: &[u8]) -> Option<(char, usize)> {
    let first = digits(bytes, 4, 16)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 4));
    }
    let rest = &bytes[4..];
    if !rest.get(..2)?.eq_ignore_ascii_case(again) {
        return None;
    }
    let second = digits(&rest[2..], 4, 16)?;
    let c = char::decode_utf16([first as u16, second as u16]).next()?.ok()?;
    Some((c, 10))
}

fn numeric(rest: &[u8]) -> Option<Unit> {
    let (value, before) = match rest {
        [b'x' | b'X', digits @ ..] => (number(digits, 16)?, 3),
        digits => (number(digits, 10)?, 2),
    };
    let (number, len) = value;
    let end = before + len;
    let semicolon = usize::from(rest.get(end - 2) == Some(&b';'));
    Some(Unit::char(end + semicolon, char::from_u32(number)?))
}

fn named(rest: &[u8]) -> Option<Unit> {
    let end = rest.iter().take(9).position(|byte| *byte == b';')?;
    let (_, c) = NAMED.iter().find(|(name, _)| name.as_bytes() == &rest[..end])?;
    Some(Unit::char(end + 2, *c))
}

/// Exactly `count` digits.
fn digits(bytes: &[u8], count: usize, radix: u32) -> Option<u32> {
    bytes.get(..count)?.iter().try_fold(0, |sum, byte| Some(sum * radix + char::from(*byte).to_digit(radix)?))
}

/// As many digits as there are, and how many that was.
fn number(bytes: &[u8], radix: u32) -> Option<(u32, usize)> {
    let digit = |byte: &u8| char::from(*byte).to_digit(radix);
    let len = bytes.iter().take(DIGITS).take_while(|byte| digit(byte).is_some()).count();
    let value =
        bytes[..len].iter().try_fold(0_u32, |sum, byte| sum.checked_mul(radix)?.checked_add(digit(byte)?))?;
    (len > 0).then_some((value, len))
}
