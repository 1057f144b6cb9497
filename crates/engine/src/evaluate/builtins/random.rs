//! Numbers, texts and ids from random bytes, each value equally likely.

use super::BuiltinError;
use crate::evaluate::ports::Random;

/// Runscope's limit.
const LONGEST: usize = 1000;
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub(super) fn word(random: &dyn Random) -> u64 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

pub(super) fn uuid(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// A whole number from `min` to `max`, both included.
pub(super) fn between(random: &dyn Random, min: &str, max: &str) -> Result<String, BuiltinError> {
    let min = bound(min, "min")?;
    let max = bound(max, "max")?;
    let span =
        max.checked_sub(min).and_then(|span| u64::try_from(span).ok()).ok_or(BuiltinError::OutOfRange {
            function: "random_int",
            parameter: "max",
            allowed: "at least min, and less than 2^64 above it",
        })?;
    let drawn = match span.checked_add(1) {
        Some(count) => below(random, count),
        None => word(random),
    };
    Ok((min + i128::from(drawn)).to_string())
}

fn bound(text: &str, parameter: &'static str) -> Result<i128, BuiltinError> {
    let number: i128 =
        text.trim().parse().map_err(|_| BuiltinError::NotANumber { function: "random_int", parameter })?;
    if number < i128::from(i64::MIN) || number > i128::from(u64::MAX) {
        let allowed = "from -9223372036854775808 to 18446744073709551615";
        return Err(BuiltinError::OutOfRange { function: "random_int", parameter, allowed });
    }
    Ok(number)
}

/// Draws again when the word falls into the incomplete last block, so that no remainder is favoured.
fn below(random: &dyn Random, count: u64) -> u64 {
    let spare = (u64::MAX % count + 1) % count;
    loop {
        let drawn = word(random);
        if drawn <= u64::MAX - spare {
            return drawn % count;
        }
    }
}

/// Letters of both cases and digits.
pub(super) fn string(random: &dyn Random, length: &str) -> Result<String, BuiltinError> {
    let length: i128 = length
        .trim()
        .parse()
        .map_err(|_| BuiltinError::NotANumber { function: "random_string", parameter: "length" })?;
    let length =
        usize::try_from(length).ok().filter(|length| *length <= LONGEST).ok_or(BuiltinError::OutOfRange {
            function: "random_string",
            parameter: "length",
            allowed: "from 0 to 1000",
        })?;
    let mut text = String::with_capacity(length);
    let mut bytes = [0; 64];
    while text.len() < length {
        random.fill(&mut bytes);
        // 248 is the largest multiple of 62 in a byte.
        let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| LETTERS[usize::from(byte % 62)]);
        text.extend(fair.take(length - text.len()).map(char::from));
    }
    Ok(text)
}
