//! Runs of base64, hexadecimal digits, or numbers in a list.

use std::ops::Range;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::{
    GaveUp, Hit, Look, inflate,
    map::{Unit, Window},
};

/// Characters of a run that is worth decoding.
const LEAST: usize = 16;
/// A longer run is decoded from its first character only: nothing that long is stuck to another word by chance.
const SHIFTED: usize = 4096;
/// White space at the beginning of a wrapped line.
const INDENT: usize = 32;
/// Numbers of a list that is worth decoding.
const NUMBERS: usize = 6;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    each(bytes, &WORD, true, |run| word(looker, bytes, &run, depth, hits))?;
    each(bytes, &LIST, false, |run| list(looker, bytes, &run, depth, hits))
}

/// A run of characters that base64 or hexadecimal digits could be.
fn word<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    run: &Range<usize>,
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    if depth == 0 {
        looker.runs.push(run.clone());
    }
    let text = &bytes[run.clone()];
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().filter(|byte| WORD[usize::from(**byte)]).map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    }));
    if memchr::memchr(b'\n', text).is_some() {
        joined(looker, bytes, run, hits)?;
    }
    let shifts = match &digits {
        digits if !is_base64(digits) => 0,
        digits if digits.len() > SHIFTED => 1,
        _ => 4,
    };
    for shift in 0..shifts {
        let mut part = &digits[shift..];
        if part.len() % 4 == 1 {
            part = &part[..part.len() - 1];
        }
        if let Ok(decoded) = BASE64.decode(part).map(Zeroizing::new)
            && (looker.whole(&decoded, depth, run, hits)?
                || (shift == 0 && inflate::headless(looker, &decoded, depth, run, hits)?))
        {
            return Ok(());
        }
    }
    let mut found = Vec::new();
    each(&digits, &HEXADECIMAL, false, |part| {
        for shift in 0..2 {
            let pairs = digits[part.start + shift..part.end].chunks_exact(2);
            let mut decoded = Zeroizing::new(Vec::with_capacity(pairs.len()));
            decoded.extend(pairs.map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])));
            looker.whole(&decoded, depth, run, &mut found)?;
        }
        Ok(())
    })?;
    hits.append(&mut found);
    Ok(())
}

/// Searches the lines of a run, joined, for forms as they stand.
fn joined<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    run: &Range<usize>,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    let mut window = Window::at(run.start);
    let mut at = run.start;
    while let Some(end) = memchr::memchr2(b'\r', b'\n', &bytes[at..run.end]).map(|end| at + end) {
        let Some(next) = next_line(bytes, end) else { break };
        window.literal(bytes, end);
        window.unit(&Unit::nothing(next - end));
        at = next;
    }
    window.literal(bytes, run.end);
    window.search(looker, super::DEEPEST, hits)
}

/// Whether a run may be base64 at all: a path, a name with dashes or an identifier of hexadecimal digits is all small
/// letters, or digits of that kind, which for base64 of this length would be a strange chance.
fn is_base64(digits: &[u8]) -> bool {
    let dash = |byte: u8| matches!(byte, b'+' | b'/');
    !digits.iter().all(|byte| byte.is_ascii_lowercase() || dash(*byte))
        && !digits.iter().all(|byte| HEXADECIMAL[usize::from(*byte)] || dash(*byte))
}

/// A run of digits, commas and white space.
fn list<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    run: &Range<usize>,
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
) -> Result<(), GaveUp> {
    let first = bytes[run.clone()].iter().position(u8::is_ascii_digit);
    let last = bytes[run.clone()].iter().rposition(u8::is_ascii_digit);
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    let run = &(run.start + first..run.start + last + 1);
    if depth == 0 {
        looker.runs.push(run.clone());
    }
    let mut decoded = Zeroizing::new(Vec::with_capacity(run.len() / 2));
    for digits in bytes[run.clone()].split(|byte| !byte.is_ascii_digit()).filter(|digits| !digits.is_empty())
    {
        let number = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
        match u8::try_from(number) {
            Ok(byte) if digits.len() <= 3 => decoded.push(byte),
            _ if decoded.len() < NUMBERS => decoded.clear(),
            _ => {
                looker.whole(&decoded, depth, run, hits)?;
                decoded.clear();
            }
        }
    }
    if decoded.len() >= NUMBERS {
        looker.whole(&decoded, depth, run, hits)?;
    }
    Ok(())
}

/// Which bytes belong to a run.
type Class = [bool; 256];

const fn class(belongs: &[u8], letters: u8) -> Class {
    let mut class = [false; 256];
    let mut at = 0;
    while at < belongs.len() {
        class[belongs[at] as usize] = true;
        at += 1;
    }
    let mut letter = 0;
    while letter < letters {
        class[(b'a' + letter) as usize] = true;
        class[(b'A' + letter) as usize] = true;
        letter += 1;
    }
    class
}

static WORD: Class = class(b"0123456789+/-_", 26);
static HEXADECIMAL: Class = class(b"0123456789", 6);
static LIST: Class = class(b"0123456789, \t\r\n", 0);

/// Calls `run` with each longest stretch of at least [`LEAST`] bytes of a class. Looks at the last byte a stretch
/// would need first, and so at few bytes of ordinary text. With `wrapped`, a line break and the stretch in the next
/// line belong to it too, as does padding.
fn each(
    bytes: &[u8],
    class: &Class,
    wrapped: bool,
    mut run: impl FnMut(Range<usize>) -> Result<(), GaveUp>,
) -> Result<(), GaveUp> {
    let belongs = |at: usize| bytes.get(at).is_some_and(|byte| class[usize::from(*byte)]);
    let mut start = 0;
    while start + LEAST <= bytes.len() {
        if let Some(gap) = (start..start + LEAST).rev().find(|at| !belongs(*at)) {
            start = gap + 1;
            continue;
        }
        let mut end = start + LEAST;
        loop {
            while belongs(end) {
                end += 1;
            }
            match wrapped.then(|| next_line(bytes, end)).flatten() {
                Some(next) if belongs(next) => end = next,
                _ => break,
            }
        }
        while wrapped && bytes.get(end) == Some(&b'=') {
            end += 1;
        }
        run(start..end)?;
        start = end + 1;
    }
    Ok(())
}

/// Behind a line break and what the next line is indented by.
fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    let indent = rest.iter().take(INDENT).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    Some(bytes.len() - rest.len() + indent)
}

fn nibble(digit: u8) -> u8 {
    char::from(digit).to_digit(16).map_or(0, |value| value as u8)
}
