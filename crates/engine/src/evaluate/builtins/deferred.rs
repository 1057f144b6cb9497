//! Built-in functions of texts alone. They can be asked of a sealed secret: its token stands in for it, and they are
//! worked out when the value is put into a request.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::utf8_percent_encode;

use super::{BuiltinError, ESCAPED, digest, otp};

/// Their names and parameters; those in brackets can be left out.
pub(crate) const DEFERRED: &[(&str, &[&str])] = &[
    ("encode_base64", &["value"]),
    ("base64url", &["value"]),
    ("hex", &["value"]),
    ("url_encode", &["value"]),
    ("basic_auth", &["user", "password"]),
    ("md5", &["value"]),
    ("sha1", &["value"]),
    ("sha256", &["value"]),
    ("sha512", &["value"]),
    ("hmac_sha1", &["value", "key", "[encoding]"]),
    ("hmac_sha256", &["value", "key", "[encoding]"]),
    ("hmac_sha512", &["value", "key", "[encoding]"]),
    ("jwt_sign", &["payload", "key", "[algorithm]"]),
    ("totp", &["key", "[digits]", "[seconds]"]),
];

/// Whether `function` takes so many arguments.
pub(crate) fn check(
    function: &str,
    parameters: &'static [&'static str],
    given: usize,
) -> Result<(), BuiltinError> {
    let needed = parameters.iter().filter(|parameter| !parameter.starts_with('[')).count();
    if (needed..=parameters.len()).contains(&given) {
        return Ok(());
    }
    let function = DEFERRED.iter().map(|(name, _)| *name).find(|name| *name == function).unwrap_or_default();
    Err(BuiltinError::Count { function, takes: takes(function), given })
}

fn takes(function: &str) -> &'static str {
    match function {
        "basic_auth" => "user, password",
        "hmac_sha1" | "hmac_sha256" | "hmac_sha512" => "value, key[, encoding]",
        "jwt_sign" => "payload, key[, algorithm]",
        "totp" => "key[, digits[, seconds]]",
        _ => "one value",
    }
}

/// What the function comes to. `now` is in Unix seconds.
///
/// # Errors
/// Wrong arguments.
pub(crate) fn call(function: &str, arguments: &[&str], now: i64) -> Result<String, BuiltinError> {
    let at = |index: usize| arguments.get(index).copied().unwrap_or_default();
    let value = at(0);
    Ok(match function {
        "encode_base64" => STANDARD.encode(value),
        "base64url" => URL_SAFE_NO_PAD.encode(value),
        "hex" => hex::encode(value),
        "url_encode" => utf8_percent_encode(value, ESCAPED).to_string(),
        "basic_auth" => format!("Basic {}", STANDARD.encode(format!("{value}:{}", at(1)))),
        "md5" => digest::md5(value),
        "sha1" => digest::sha1(value),
        "sha256" => digest::sha256(value),
        "sha512" => digest::sha512(value),
        "hmac_sha1" => encoded("hmac_sha1", &digest::hmac_sha1(value, at(1)), at(2))?,
        "hmac_sha256" => encoded("hmac_sha256", &digest::hmac_sha256(value, at(1)), at(2))?,
        "hmac_sha512" => encoded("hmac_sha512", &digest::hmac_sha512(value, at(1)), at(2))?,
        "jwt_sign" => jwt(value, at(1), at(2))?,
        "totp" => otp::totp(value, at(1), at(2), now)?,
        _ => {
            return Err(BuiltinError::Count { function: "this function", takes: "", given: arguments.len() });
        }
    })
}

fn encoded(function: &'static str, bytes: &[u8], encoding: &str) -> Result<String, BuiltinError> {
    Ok(match encoding {
        "" | "hex" => hex::encode(bytes),
        "base64" => STANDARD.encode(bytes),
        "base64url" => URL_SAFE_NO_PAD.encode(bytes),
        _ => {
            let allowed = "hex, base64 or base64url";
            return Err(BuiltinError::OutOfRange { function, parameter: "encoding", allowed });
        }
    })
}

/// A signed token by RFC 7519, with the algorithms of RFC 7518 that share a key.
fn jwt(payload: &str, key: &str, algorithm: &str) -> Result<String, BuiltinError> {
    type Sign = fn(&str, &str) -> Vec<u8>;
    let (algorithm, sign): (_, Sign) = match algorithm {
        "" | "HS256" => ("HS256", digest::hmac_sha256),
        "HS384" => ("HS384", digest::hmac_sha384),
        "HS512" => ("HS512", digest::hmac_sha512),
        _ => {
            let allowed = "HS256, HS384 or HS512";
            return Err(BuiltinError::OutOfRange { function: "jwt_sign", parameter: "algorithm", allowed });
        }
    };
    let header = format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#);
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(sign(&signed, key));
    Ok(format!("{signed}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: &str, arguments: &[&str]) -> String {
        call(function, arguments, 59).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn known_answers() {
        // RFC 7617, RFC 4231 case 2, and RFC 6238 appendix B (SHA-1, at second 59).
        assert_eq!(of("basic_auth", &["Aladdin", "open sesame"]), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        let data = "what do ya want for nothing?";
        assert_eq!(
            of("hmac_sha256", &[data, "Jefe"]),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            of("hmac_sha256", &[data, "Jefe", "base64"]),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
        );
        assert_eq!(
            of("hmac_sha512", &[data, "Jefe"]),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        );
        assert_eq!(of("totp", &["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "8"]), "94287082");
        assert_eq!(of("totp", &["gezd gnbv gy3t qojq gezd gnbv gy3t qojq"]), "287082");
        assert_eq!(of("hex", &["ab"]), "6162");
        assert_eq!(of("base64url", &["??>>"]), "Pz8-Pg");
    }

    #[test]
    fn a_signed_token_is_that_of_the_rfc() {
        // The usual example of HS256, whose payload is spelled without blanks.
        let payload = r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#;
        assert_eq!(
            of("jwt_sign", &[payload, "your-256-bit-secret"]),
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
        );
    }

    #[test]
    fn wrong_arguments_are_told() {
        for (function, arguments) in [
            ("hmac_sha256", ["v", "k", "octal"]),
            ("jwt_sign", ["{}", "k", "none"]),
            ("totp", ["not base32!", "", ""]),
            ("totp", ["GEZDGNBV", "99", ""]),
            ("totp", ["GEZDGNBV", "6", "0"]),
        ] {
            assert!(call(function, &arguments, 0).is_err(), "{function} {arguments:?}");
        }
    }
}
