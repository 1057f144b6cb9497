//! Bytes of a body as text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// Decodes by byte order mark, else by the `charset` of `Content-Type`, else as UTF-8. Wrong bytes become U+FFFD.
pub(super) fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let encoding = content_type.and_then(charset).unwrap_or(UTF_8);
    encoding.decode(body).0
}

/// The encoding a `Content-Type` names, when it is a known one.
pub(super) fn charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let label = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(label.as_bytes())).flatten()
    })
}

/// A header's value: UTF-8 where it is, else Latin-1 (RFC 9110 section 5.5, "historically").
pub(super) fn header(value: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.iter().copied().map(char::from).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_decode_by_mark_then_header_then_utf8() {
        let table: &[(&[u8], Option<&str>, &str)] = &[
            ("grün".as_bytes(), None, "grün"),
            (b"gr\xfcn", Some("text/plain; charset=ISO-8859-1"), "grün"),
            (b"gr\xfcn", Some("text/plain; Charset=\"latin1\""), "grün"),
            (b"gr\xfcn", Some("text/plain; charset=nonsense"), "gr\u{fffd}n"),
            (b"gr\xfcn", None, "gr\u{fffd}n"),
            (b"\xef\xbb\xbf{}", Some("application/json"), "{}"),
            (b"\xff\xfeh\0i\0", Some("text/plain; charset=utf-8"), "hi"),
        ];
        for (body, content_type, expected) in table {
            assert_eq!(decode(body, *content_type), *expected);
        }
    }

    #[test]
    fn headers_are_utf8_or_latin1() {
        assert_eq!(header("grün".as_bytes()), "grün");
        assert_eq!(header(b"gr\xfcn"), "grün");
    }
}
