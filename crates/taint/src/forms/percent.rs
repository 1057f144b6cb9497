//! Percent-encoding (RFC 3986, section 2.1) under the sets of characters that clients and servers leave alone.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::{Case, Sink, hex, written};

/// RFC 3986: all but the unreserved characters.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// JavaScript's `encodeURIComponent`.
const COMPONENT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'\'').remove(b'(').remove(b')').remove(b'*');
/// JavaScript's `encodeURI`.
const WHOLE: &AsciiSet = &COMPONENT
    .remove(b';')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'#');
/// The WHATWG URL standard's sets for forms, queries, paths and user information.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'*');
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');
const PATH: &AsciiSet = &QUERY.remove(b'\'').add(b'?').add(b'`').add(b'{').add(b'}').add(b'^');
const USER: &AsciiSet =
    &PATH.add(b'/').add(b':').add(b';').add(b'=').add(b'@').add(b'[').add(b'\\').add(b']').add(b'|');
/// Only what encodes itself.
const PERCENT: &AsciiSet = &CONTROLS.add(b'%');

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let mut put = |form: &str| {
        sink(form.as_bytes(), Case::Same);
        if form.contains("%20") {
            sink(Zeroizing::new(form.replace("%20", "+")).as_bytes(), Case::Same);
        }
    };
    for set in [UNRESERVED, COMPONENT, WHOLE, FORM, QUERY, PATH, USER] {
        let once = encoded(value, set);
        put(&once);
        if *once != value {
            put(&encoded(&once, PERCENT));
        }
    }
    let every = written(value, 3, |c, out| {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push('%');
            out.extend(hex(byte));
        }
    });
    put(&every);
    put(&encoded(&every, PERCENT));
}

fn encoded(text: &str, set: &'static AsciiSet) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(3 * text.len()));
    utf8_percent_encode(text, set).for_each(|part| out.push_str(part));
    out
}
