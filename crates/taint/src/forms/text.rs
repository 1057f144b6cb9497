//! The value as text: its case, order of characters, line endings, Unicode forms and character sets.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{Case, Sink, written};
use crate::views::escapes;

/// Bytes of a piece of ASCII that is looked for by itself.
const RUN: usize = 8;
/// An escape within an escape within an escape.
const NESTED: usize = 3;

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut text = |form: &str| sink(form.as_bytes(), Case::Same);
    text(value);
    text(&Zeroizing::new(value.chars().rev().collect::<String>()));
    if value.contains(' ') {
        text(&Zeroizing::new(value.replace(' ', "+")));
    }
    // Sent in a form without being encoded, as who reads the form has it.
    if value.contains('+') {
        text(&Zeroizing::new(value.replace('+', " ")));
    }
    let collapsed = Zeroizing::new(value.split_whitespace().collect::<Vec<_>>().join(" "));
    if *collapsed != value && !collapsed.is_empty() {
        text(&collapsed);
    }
    if value.contains(['\n', '\r']) {
        let unix = Zeroizing::new(value.replace("\r\n", "\n").replace('\r', "\n"));
        for ending in ["\n", "\r\n", "\r", " "] {
            text(&Zeroizing::new(unix.replace('\n', ending)));
        }
    }
    if !value.is_ascii() {
        text(&Zeroizing::new(value.to_uppercase()));
        text(&Zeroizing::new(value.to_lowercase()));
        text(&Zeroizing::new(value.nfc().collect::<String>()));
        text(&Zeroizing::new(value.nfd().collect::<String>()));
        text(&Zeroizing::new(value.nfkc().collect::<String>()));
        text(&Zeroizing::new(value.nfkd().collect::<String>()));
        if let Some(label) = idna::punycode::encode_str(&value.to_lowercase()) {
            text(&Zeroizing::new(label));
        }
        if let Some(latin) =
            value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>()
        {
            sink(&Zeroizing::new(latin), Case::Same);
        }
        misread(value, sink);
    }
    utf16(value, sink);
    unescaped(value, sink);
}

/// A value beyond ASCII as who reads or writes in another character set has it: UTF-8 read as Latin-1 or Windows-1252, and
/// characters replaced or left out.
fn misread(value: &str, sink: &mut Sink<'_>) {
    let mut text = |form: String| sink(Zeroizing::new(form).as_bytes(), Case::Same);
    text(value.bytes().map(char::from).collect());
    text(value.bytes().map(windows_1252).collect());
    for replacement in ["?", "\u{fffd}", ""] {
        text(value.chars().map(|c| if c.is_ascii() { c.to_string() } else { replacement.into() }).collect());
        text(
            value
                .bytes()
                .map(|b| if b.is_ascii() { char::from(b).to_string() } else { replacement.into() })
                .collect(),
        );
    }
    text(value.nfkd().filter(char::is_ascii).collect());
    // Whatever becomes of the rest, what is left of it in one piece.
    for run in value.split(|c: char| !c.is_ascii()).filter(|run| run.len() >= RUN) {
        text(run.to_owned());
    }
}

/// The character of a byte in Windows-1252; bytes without one are read as in Latin-1.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

fn utf16(value: &str, sink: &mut Sink<'_>) {
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let mut wide = Zeroizing::new(Vec::with_capacity(2 * value.len()));
        value.encode_utf16().for_each(|unit| wide.extend_from_slice(&order(unit)));
        sink(&wide, Case::Same);
    }
}

/// A value that holds escapes itself, as a view that undoes escapes shows it.
fn unescaped(value: &str, sink: &mut Sink<'_>) {
    let mut last = Zeroizing::new(value.as_bytes().to_vec());
    for _ in 0..NESTED {
        let next = escapes::undone(&last);
        if next == last {
            return;
        }
        sink(&next, Case::Same);
        last = next;
    }
}

/// Used by other families: `value` with a backslash before every character that `special` names.
pub(super) fn backslashed(value: &str, special: impl Fn(char) -> bool) -> Zeroizing<String> {
    written(value, 2, |c, out| {
        if special(c) {
            out.push('\\');
        }
        out.push(c);
    })
}
