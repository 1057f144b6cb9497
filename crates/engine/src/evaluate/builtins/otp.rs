//! One-time passwords by time (RFC 6238), with SHA-1 as nearly every service has them.

use super::{BuiltinError, digest};

/// The code at `now`, Unix seconds, for a key in base32 as services show it.
pub(super) fn totp(key: &str, digits: &str, seconds: &str, now: i64) -> Result<String, BuiltinError> {
    let digits = number(digits, 6, 6..=8, "digits", "6 to 8")?;
    let seconds = number(seconds, 30, 1..=3600, "seconds", "1 to 3600")?;
    let key = base32(key)?;
    let counter = u64::try_from(now).unwrap_or_default() / u64::from(seconds);
    let mac = digest::mac_sha1(&counter.to_be_bytes(), &key);
    let offset = usize::from(mac[mac.len() - 1] & 0xf);
    let word = mac[offset..offset + 4].iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
    let code = (word & 0x7fff_ffff) % 10_u32.pow(digits);
    Ok(format!("{code:0width$}", width = digits as usize))
}

fn number(
    text: &str,
    usual: u32,
    range: std::ops::RangeInclusive<u32>,
    parameter: &'static str,
    allowed: &'static str,
) -> Result<u32, BuiltinError> {
    match text.trim() {
        "" => Ok(usual),
        text => text.parse().ok().filter(|number| range.contains(number)).ok_or(BuiltinError::OutOfRange {
            function: "totp",
            parameter,
            allowed,
        }),
    }
}

/// Base32 of RFC 4648; blanks, hyphens, case and padding do not count.
fn base32(text: &str) -> Result<Vec<u8>, BuiltinError> {
    let wrong =
        BuiltinError::OutOfRange { function: "totp", parameter: "key", allowed: "base32, A to Z and 2 to 7" };
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| !matches!(letter, b' ' | b'-' | b'=')) {
        let value = match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            letter @ b'2'..=b'7' => letter - b'2' + 26,
            _ => return Err(wrong),
        };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    if bytes.is_empty() { Err(wrong) } else { Ok(bytes) }
}
