//! Moments as text. Everything is UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::BuiltinError;

/// `2013-11-07T19:24:41.418968`: microseconds, no zone.
pub(super) fn utc_datetime(now: Timestamp) -> String {
    Offset::UTC.to_datetime(now).strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// Unix seconds, `offset` seconds from now.
pub(super) fn offset(now: Timestamp, offset: &str) -> Result<String, BuiltinError> {
    let offset = seconds("timestamp_offset", offset)?;
    now.as_second()
        .checked_add(offset)
        .map(|moment| moment.to_string())
        .ok_or(out_of_range("timestamp_offset"))
}

/// A moment in Unix seconds, written with the tokens `YYYY YY MM DD HH hh mm ss`; everything else stands for itself.
pub(super) fn format(value: &str, format: &str) -> Result<String, BuiltinError> {
    let moment = Timestamp::from_second(seconds("format_timestamp", value)?)
        .map_err(|_| out_of_range("format_timestamp"))?;
    let moment = Offset::UTC.to_datetime(moment);
    let mut text = String::with_capacity(format.len() + 8);
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let token = TOKENS.iter().find(|(token, _)| rest.starts_with(token));
        let taken = match token {
            Some((token, write)) => {
                text.push_str(&write(&moment));
                token.len()
            }
            None => {
                text.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    Ok(text)
}

type Write = fn(&DateTime) -> String;

/// Longer tokens first: `YYYY` is not `YY` twice.
const TOKENS: [(&str, Write); 8] = [
    ("YYYY", |moment| format!("{:04}", moment.year())),
    ("YY", |moment| format!("{:02}", moment.year().rem_euclid(100))),
    ("MM", |moment| format!("{:02}", moment.month())),
    ("DD", |moment| format!("{:02}", moment.day())),
    ("HH", |moment| format!("{:02}", moment.hour())),
    ("hh", |moment| format!("{:02}", (moment.hour() + 11) % 12 + 1)),
    ("mm", |moment| format!("{:02}", moment.minute())),
    ("ss", |moment| format!("{:02}", moment.second())),
];

fn seconds(function: &'static str, text: &str) -> Result<i64, BuiltinError> {
    text.trim().parse().map_err(|_| BuiltinError::NotANumber { function, parameter: "value" })
}

fn out_of_range(function: &'static str) -> BuiltinError {
    BuiltinError::OutOfRange { function, parameter: "value", allowed: "seconds of a year from -9999 to 9999" }
}
