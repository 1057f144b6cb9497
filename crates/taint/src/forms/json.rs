//! JSON strings (RFC 8259, section 7) as the usual writers make them, and such a string within another.

use zeroize::Zeroizing;

use super::{Case, Sink, hex, written};

/// What a writer escapes beyond what it must.
#[derive(Clone, Copy, Default)]
struct Writer {
    /// `/` as `\/` (PHP).
    slash: bool,
    /// `<`, `>`, `&`, U+2028 and U+2029 as `\u` (Go, Rails).
    html: bool,
    /// The single quote as `\u0027` (.NET, GSON).
    quote: bool,
    /// Everything but ASCII as `\u` (Python).
    ascii: bool,
    /// Everything as `\u`.
    all: bool,
}

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let plain = Writer::default();
    let writers = [
        plain,
        Writer { slash: true, ..plain },
        Writer { html: true, ..plain },
        Writer { html: true, quote: true, ascii: true, ..plain },
        Writer { ascii: true, ..plain },
        Writer { ascii: true, slash: true, ..plain },
        Writer { all: true, ..plain },
    ];
    for writer in writers {
        let once = writer.string(value);
        sink(once.as_bytes(), Case::Same);
        let twice = plain.string(&once);
        sink(twice.as_bytes(), Case::Same);
    }
}

impl Writer {
    fn string(self, value: &str) -> Zeroizing<String> {
        written(value, 6, |c, out| {
            let short = match c {
                '"' => Some("\\\""),
                '\\' => Some("\\\\"),
                '\n' => Some("\\n"),
                '\r' => Some("\\r"),
                '\t' => Some("\\t"),
                '\u{8}' => Some("\\b"),
                '\u{c}' => Some("\\f"),
                '/' if self.slash => Some("\\/"),
                _ => None,
            };
            let long = self.all
                || c < ' '
                || (self.ascii && !c.is_ascii())
                || (self.html && matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'))
                || (self.quote && matches!(c, '\'' | '"' | '+' | '='));
            match short {
                _ if long && (self.all || self.quote || short.is_none()) => escaped(c, out),
                Some(short) => out.push_str(short),
                None => out.push(c),
            }
        })
    }
}

fn escaped(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        let [high, low] = unit.to_be_bytes();
        out.extend(hex(high));
        out.extend(hex(low));
    }
}
