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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Without any view's help: each written down by hand, as the named writer makes it.
    #[test]
    fn each_family_writes_its_forms() {
        let value = "k<é>/\"o' *+\\";
        let mut forms = BTreeSet::new();
        expand(value, &mut |form, _| {
            forms.insert(form.to_ascii_lowercase());
        });
        for (writer, form) in [
            ("reversed", "\\+* 'o\"/>é<k"),
            ("upper case beyond ASCII", "K<É>/\"O' *+\\"),
            ("JSON", r#"k<é>/\"o' *+\\"#),
            ("JSON of PHP", r#"k<\u00e9>\/\"o' *+\\"#),
            ("JSON of Go", r#"k\u003cé\u003e/\"o' *+\\"#),
            ("JSON of Python", r#"k<\u00e9>/\"o' *+\\"#),
            ("JSON of .NET", r"k\u003c\u00e9\u003e/\u0022o\u0027 *\u002b\\"),
            ("JSON in JSON", r#"k<é>/\\\"o' *+\\\\"#),
            ("all \\u", r"\u006b\u003c\u00e9\u003e\u002f\u0022\u006f\u0027\u0020\u002a\u002b\u005c"),
            ("RFC 3986", "k%3C%C3%A9%3E%2F%22o%27%20%2A%2B%5C"),
            ("encodeURIComponent", "k%3C%C3%A9%3E%2F%22o'%20*%2B%5C"),
            ("encodeURI", "k%3C%C3%A9%3E/%22o'%20*+%5C"),
            ("form", "k%3C%C3%A9%3E%2F%22o%27+*%2B%5C"),
            ("percent, twice", "k%253C%25C3%25A9%253E%252F%2522o%2527%2520%252A%252B%255C"),
            ("every byte", "%6b%3c%c3%a9%3e%2f%22%6f%27%20%2a%2b%5c"),
            ("XML text", "k&lt;é&gt;/\"o' *+\\"),
            ("XML attribute", "k&lt;é&gt;/&quot;o&apos; *+\\"),
            ("HTML of Go", "k&lt;é&gt;/&#34;o&#39; *+\\"),
            ("HTML of Python", "k&lt;é&gt;/&quot;o&#x27; *+\\"),
            ("named", "k&lt;&eacute;&gt;&sol;&quot;o&apos; &ast;&plus;&bsol;"),
            ("decimal", "&#107;&#60;&#233;&#62;&#47;&#34;&#111;&#39;&#32;&#42;&#43;&#92;"),
            ("hexadecimal", "&#x6b;&#x3c;&#xe9;&#x3e;&#x2f;&#x22;&#x6f;&#x27;&#x20;&#x2a;&#x2b;&#x5c;"),
            ("base64", "azzDqT4vIm8nICorX"),
            ("base64 behind one byte", "s8w6k+LyJvJyAqK1"),
            ("base64url behind one byte", "s8w6k-LyJvJyAqK1"),
            ("base64 behind two bytes", "rPMOpPi8ibycgKitc"),
            ("hexadecimal digits", "6b3cc3a93e2f226f27202a2b5c"),
            ("with colons", "6b:3c:c3:a9:3e:2f:22:6f:27:20:2a:2b:5c"),
            ("decimal list", "107, 60, 195, 169, 62, 47, 34, 111, 39, 32, 42, 43, 92"),
            ("signed list", "107, 60, -61, -87, 62, 47, 34, 111, 39, 32, 42, 43, 92"),
            ("octal", r"\153\074\303\251\076\057\042\157\047\040\052\053\134"),
            ("Rust", r#"k<é>/\"o' *+\\"#),
            ("C", r#"k<\xc3\xa9>/\"o' *+\\"#),
            ("JavaScript", r#"k<é>/"o\' *+\\"#),
            ("SQL", "k<é>/\"o'' *+\\"),
            ("CSV", "k<é>/\"\"o' *+\\"),
            ("shell", "k<é>/\"o'\\'' *+\\"),
            ("regular expression", r#"k<é>/"o' \*\+\\"#),
            ("LDAP filter", r#"k<é>/"o' \2a+\5c"#),
            ("quoted-printable", "k<=C3=A9>/\"o' *+\\"),
            ("encoded-word", "k=3C=C3=A9=3E=2F=22o=27_=2A=2B=5C"),
        ] {
            assert!(forms.contains(form.to_ascii_lowercase().as_bytes()), "{writer}: {form}");
        }
    }
}
