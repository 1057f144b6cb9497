//! Texts with credentials in them, put together where values may be seen.
//!
//! For whoever builds a [`Request`](crate::Request) around a credential of tacit's own: the address of a webhook, the
//! key of an alerting service. They name the gaps, and never see what fills them.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tacit_taint::{Label, Labeled, Secret, seam};
use thiserror::Error;
use zeroize::Zeroizing;

/// A part of a text.
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// A value as it was stored, without the space around it that came along when it was pasted.
    Secret(&'a Secret),
    /// An address that something is put behind, without the slash at its end.
    Base(&'a Secret),
    /// A value as one segment of a path, every other character encoded.
    Segment(&'a Secret),
    /// A value as a string of JSON, quotes included.
    Json(&'a Secret),
}

/// The pieces one after the other, under `label`.
#[must_use]
pub fn compose(pieces: &[Piece<'_>], label: Label) -> Labeled<String> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Secret(secret) => text.push_str(opened(secret)),
            Piece::Base(secret) => text.push_str(opened(secret).trim_end_matches('/')),
            Piece::Segment(secret) => text.extend(utf8_percent_encode(opened(secret), NON_ALPHANUMERIC)),
            Piece::Json(secret) => text.push_str(&serde_json::Value::from(opened(secret)).to_string()),
        }
    }
    Labeled::new(text, label)
}

/// The same as the body of a request.
#[must_use]
pub fn compose_body(pieces: &[Piece<'_>], label: Label) -> Labeled<Bytes> {
    compose(pieces, label).map(seam::Wire, Bytes::from)
}

/// The value of an `Authorization` header by RFC 7617.
#[must_use]
pub fn basic(user: &str, password: &Secret, label: Label) -> Labeled<String> {
    let pair = Zeroizing::new(format!("{user}:{}", password.open(seam::Wire)));
    Labeled::new(format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes())), label)
}

/// Why nothing can be signed with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "The signing key is not one of Standard Webhooks: whsec_ and then 24 to 64 bytes as base64. Let tacit make one."
)]
pub struct SigningKeyError;

/// The value of a `webhook-signature` header by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body, with
/// a key written `whsec_` and base64.
///
/// # Errors
/// When the key is not written so.
pub fn sign(
    key: &Secret,
    id: &str,
    timestamp: i64,
    body: &[u8],
    label: Label,
) -> Result<Labeled<String>, SigningKeyError> {
    let written = opened(key).strip_prefix("whsec_").ok_or(SigningKeyError)?;
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(written).map_err(|_| SigningKeyError)?);
    if !(24..=64).contains(&bytes.len()) {
        return Err(SigningKeyError);
    }
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &bytes));
    context.update(format!("{id}.{timestamp}.").as_bytes());
    context.update(body);
    Ok(Labeled::new(format!("v1,{}", BASE64_STANDARD.encode(context.sign())), label))
}

fn opened(secret: &Secret) -> &str {
    secret.open(seam::Wire).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(labeled: &Labeled<String>) -> &str {
        labeled.open(seam::Wire)
    }

    #[test]
    fn each_gap_is_filled_in_the_spelling_of_its_place() {
        let secret = Secret::new(" a\"/ü\n".to_owned());
        let pieces = [
            Piece::Text("<"),
            Piece::Secret(&secret),
            Piece::Text("|"),
            Piece::Segment(&secret),
            Piece::Text("|"),
            Piece::Json(&secret),
        ];
        assert_eq!(text(&compose(&pieces, Label::PUBLIC)), r#"<a"/ü|a%22%2F%C3%BC|"a\"/ü""#);
    }

    #[test]
    fn basic_is_that_of_the_rfc() {
        let password = Secret::new("open sesame".to_owned());
        assert_eq!(text(&basic("Aladdin", &password, Label::PUBLIC)), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn the_signature_is_that_of_the_scheme() {
        // The vector every library of the scheme has among its tests.
        let key = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());
        let body = br#"{"test": 2432232314}"#;
        let signed = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body, Label::PUBLIC);
        assert_eq!(text(&signed.unwrap()), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_key_in_another_spelling_is_refused() {
        for key in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***", "whsec_c2hvcnQ="] {
            assert!(sign(&Secret::new(key.to_owned()), "id", 0, b"", Label::PUBLIC).is_err(), "{key}");
        }
    }
}
