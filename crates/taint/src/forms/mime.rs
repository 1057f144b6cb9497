//! Quoted-printable (RFC 2045, section 6.7) and the Q encoding of headers (RFC 2047, section 4.2).
//!
//! Lines that such an encoder breaks are put together again by a decoded view.

use zeroize::Zeroizing;

use super::{Case, Sink, hex, written};

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut put = |form: &str| sink(form.as_bytes(), Case::Same);
    put(&encoded(value, |c| c == ' ' || (c.is_ascii_graphic() && c != '=')));
    put(&encoded(value, |_| false));
    // In a header a space is `_`; some writers keep letters and digits only, some all that is allowed in a comment.
    for kept in ["", "!*+-/", "!#$%&'*+-/^`{|}~.,:;@<>[]\\\"()"] {
        let form = encoded(value, |c| c == ' ' || c.is_ascii_alphanumeric() || kept.contains(c));
        put(&Zeroizing::new(form.replace(' ', "_")));
    }
}

fn encoded(value: &str, kept: impl Fn(char) -> bool) -> Zeroizing<String> {
    written(value, 3, |c, out| {
        if kept(c) {
            return out.push(c);
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push('=');
            out.extend(hex(byte));
        }
    })
}
