//! The forms a value takes on its way through servers, clients, reports and terminals.
//!
//! ```text
//!   value --pieces--> whole, trimmed, lines, leaves, password --families--> forms, as bytes
//! ```
//!
//! One file per family. To add a form, write it into the sink in its family and give it a row in the table of
//! `tests/forms.rs`. What mixes encodings or nests them deeper than a form does is found by the decoded views.

mod base;
mod bytes;
mod entity;
mod json;
mod mime;
mod percent;
mod pieces;
mod quote;
mod text;

use zeroize::Zeroizing;

pub(crate) use entity::NAMED;

/// Takes one form, and whether upper and lower case are the same in it.
pub(crate) type Sink<'s> = dyn FnMut(&[u8], Case) + 's;

/// Whether upper and lower case are the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Same,
    Differs,
}

/// Shorter texts turn up by chance too often when case is ignored.
const CASELESS: usize = 8;

/// Hands every form of `value` to `sink`, some of them more than once.
pub(crate) fn expand(value: &str, sink: &mut Sink<'_>) {
    pieces::each(value, &mut |piece| {
        bytes::forms(piece, sink);
        let short = piece.len() < CASELESS;
        let sink: &mut Sink<'_> = &mut |form, case| sink(form, if short { Case::Differs } else { case });
        text::forms(piece, sink);
        json::forms(piece, sink);
        percent::forms(piece, sink);
        entity::forms(piece, sink);
        base::forms(piece, sink);
        quote::forms(piece, sink);
        mime::forms(piece, sink);
    });
}

/// A text built character by character, wiped when dropped. `room` is the most one byte of `of` can become.
fn written(of: &str, room: usize, mut write: impl FnMut(char, &mut String)) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(of.len() * room));
    for c in of.chars() {
        write(c, &mut out);
    }
    out
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Two lower-case hexadecimal digits.
fn hex(byte: u8) -> [char; 2] {
    [HEX[usize::from(byte >> 4)] as char, HEX[usize::from(byte & 15)] as char]
}
