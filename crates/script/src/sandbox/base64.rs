//! Base64 as scripts know it.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Reads both alphabets' common letters with or without padding; `-` and `_` are mapped first.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The standard alphabet, over the text's UTF-8.
pub(super) fn encode(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// The URL-friendly alphabet, over one byte a character where the text allows it (what browsers call a binary string),
/// else over its UTF-8.
pub(super) fn btoa(text: &str) -> String {
    let bytes: Result<Vec<u8>, _> = text.chars().map(|c| u8::try_from(u32::from(c))).collect();
    let bytes = bytes.unwrap_or_else(|_| text.as_bytes().to_vec());
    base64::engine::general_purpose::URL_SAFE.encode(bytes)
}

/// To text; bytes that are no UTF-8 become one character each.
pub(super) fn decode(text: &str) -> Option<String> {
    let bytes = bytes(text)?;
    Some(String::from_utf8(bytes).unwrap_or_else(|error| binary(error.as_bytes())))
}

/// To one character a byte.
pub(super) fn atob(text: &str) -> Option<String> {
    Some(binary(&bytes(text)?))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let standard: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    LENIENT.decode(standard).ok()
}

fn binary(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_and_url_friendly() {
        assert_eq!(encode("ü?>"), "w7w/Pg==");
        assert_eq!(btoa("~~~?\u{ff}"), "fn5-P_8=");
        assert_eq!(btoa("€"), "4oKs");
    }

    #[test]
    fn reads_both_alphabets_with_or_without_padding() {
        for text in ["w7w/Pg==", "w7w_Pg==", "w7w_Pg", " w7w/\nPg== "] {
            assert_eq!(decode(text).as_deref(), Some("ü?>"), "{text}");
        }
        assert_eq!(atob("w7w_Pg").as_deref(), Some("Ã¼?>"));
        assert_eq!(decode("/w==").as_deref(), Some("ÿ"));
        assert_eq!(decode("not base64!"), None);
    }
}
