//! The value as text: its case, order of characters, line endings, Unicode forms and character sets.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::{Case, Sink, written};
use crate::views::escapes;

/// An escape within an escape within an escape.
const NESTED: usize = 3;

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut text = |form: &str| sink(form.as_bytes(), Case::Same);
    text(value);
    text(&Zeroizing::new(value.chars().rev().collect::<String>()));
    if value.contains(' ') {
        text(&Zeroizing::new(value.replace(' ', "+")));
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
    }
    utf16(value, sink);
    unescaped(value, sink);
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
