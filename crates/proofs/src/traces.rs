//! A search for a value in every form it could have left behind, written apart from the scrubber it checks.

use std::fmt::Write as _;

/// The forms of `value` found in `text`, by name.
///
/// Forms are made with other means than the product's, case is ignored, and long texts are searched as bytes.
#[must_use]
pub fn find(text: &[u8], value: &str) -> Vec<&'static str> {
    let folded = text.to_ascii_lowercase();
    let mut found: Vec<&'static str> = forms(value)
        .into_iter()
        .filter(|(_, form)| form.len() >= 6 && contains(&folded, &form.to_ascii_lowercase()))
        .map(|(name, _)| name)
        .collect();
    found.dedup();
    found
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(text, needle).is_some()
}

/// Every form with its name.
#[must_use]
pub fn forms(value: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = value.as_bytes();
    let mut forms: Vec<(&'static str, Vec<u8>)> = vec![
        ("plain", bytes.to_vec()),
        ("reversed", value.chars().rev().collect::<String>().into_bytes()),
        ("JSON", serde_json::to_string(value).unwrap_or_default().trim_matches('"').as_bytes().to_vec()),
        ("JSON in JSON", nested_json(value)),
        ("JSON \\u", each(value.encode_utf16(), |unit, out| write!(out, "\\u{unit:04x}"))),
        ("hex", each(bytes, |byte, out| write!(out, "{byte:02x}"))),
        ("hex with colons", joined(bytes, ":", |byte| format!("{byte:02x}"))),
        ("hex with spaces", joined(bytes, " ", |byte| format!("{byte:02x}"))),
        ("\\x", each(bytes, |byte, out| write!(out, "\\x{byte:02x}"))),
        ("percent", percent(bytes, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))),
        ("percent, every byte", percent(bytes, |_| false)),
        (
            "percent twice",
            percent(&percent(bytes, |byte| byte.is_ascii_alphanumeric()), |b| b.is_ascii_alphanumeric()),
        ),
        ("form", form(bytes)),
        ("HTML", html(value).into_bytes()),
        ("entities, decimal", each(value.chars(), |c, out| write!(out, "&#{};", u32::from(c)))),
        ("entities, hex", each(value.chars(), |c, out| write!(out, "&#x{:x};", u32::from(c)))),
        ("bytes, decimal", joined(bytes, ",", |byte| byte.to_string())),
        ("bytes, decimal with spaces", joined(bytes, ", ", |byte| byte.to_string())),
        ("octal", each(bytes, |byte, out| write!(out, "\\{byte:03o}"))),
        ("UTF-16 LE", value.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16 BE", value.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for (name, alphabet) in [("base64", STANDARD), ("base64url", URL)] {
        for offset in 0..3 {
            forms.push((name, base64_core(bytes, offset, alphabet)));
        }
    }
    forms
}

fn nested_json(value: &str) -> Vec<u8> {
    let once = serde_json::to_string(value).unwrap_or_default();
    let twice = serde_json::to_string(once.trim_matches('"')).unwrap_or_default();
    twice.trim_matches('"').as_bytes().to_vec()
}

fn each<T>(
    items: impl IntoIterator<Item = T>,
    write: impl Fn(T, &mut String) -> std::fmt::Result,
) -> Vec<u8> {
    let mut out = String::new();
    for item in items {
        let _ = write(item, &mut out);
    }
    out.into_bytes()
}

fn joined(bytes: &[u8], between: &str, write: impl Fn(u8) -> String) -> Vec<u8> {
    bytes.iter().map(|byte| write(*byte)).collect::<Vec<_>>().join(between).into_bytes()
}

fn percent(bytes: &[u8], plain: impl Fn(u8) -> bool) -> Vec<u8> {
    each(bytes, |byte, out| {
        if plain(*byte) {
            out.push(char::from(*byte));
            Ok(())
        } else {
            write!(out, "%{byte:02X}")
        }
    })
}

fn form(bytes: &[u8]) -> Vec<u8> {
    let encoded =
        percent(bytes, |byte| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) || byte == b' ');
    encoded.into_iter().map(|byte| if byte == b' ' { b'+' } else { byte }).collect()
}

fn html(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The characters of base64 that the value alone decides when it starts `offset` bytes into a group.
fn base64_core(bytes: &[u8], offset: usize, alphabet: &[u8; 64]) -> Vec<u8> {
    let bits: Vec<u8> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1)).collect();
    let skip = (6 - (offset * 8) % 6) % 6;
    bits[skip.min(bits.len())..]
        .chunks_exact(6)
        .map(|six| alphabet[six.iter().fold(0, |index, bit| index * 2 + usize::from(*bit))])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::find;

    const VALUE: &str = "k3y&<\"/ é-tail";

    #[test]
    fn it_finds_what_others_encoded() {
        for text in [
            "xx k3y&<\"/ é-tail yy",
            "azN5JjwiLyDDqS10YWls",
            "pre=cHJlazN5JjwiLyDDqS10YWlsc3VmZml4",
            "6b3379263c222f20c3a92d7461696c",
            "k3y%26%3C%22%2F%20%C3%A9-tail",
            "k3y%26%3C%22%2F+%C3%A9-tail",
            r#"{"a":"k3y&<\"/ é-tail"}"#,
            "k3y&amp;&lt;&quot;/ é-tail",
            "liat-é /\"<&y3k",
        ] {
            assert!(!find(text.as_bytes(), VALUE).is_empty(), "{text}");
        }
        assert_eq!(find(b"nothing of it", VALUE), Vec::<&str>::new());
    }
}
