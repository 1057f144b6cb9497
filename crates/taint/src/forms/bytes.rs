//! Dumps: the value's bytes as hexadecimal, decimal or octal numbers.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::{Case, Sink};

/// Writes one byte.
type Number = fn(u8, &mut String);

const HEX: Number = |byte, out| {
    let _ = write!(out, "{byte:02x}");
};
const HEX_0X: Number = |byte, out| {
    let _ = write!(out, "0x{byte:02x}");
};
const HEX_X: Number = |byte, out| {
    let _ = write!(out, "\\x{byte:02x}");
};
const DECIMAL: Number = |byte, out| {
    let _ = write!(out, "{byte}");
};
const SIGNED: Number = |byte, out| {
    let _ = write!(out, "{}", byte.cast_signed());
};
const OCTAL: Number = |byte, out| {
    let _ = write!(out, "{byte:03o}");
};
const OCTAL_ESCAPE: Number = |byte, out| {
    let _ = write!(out, "\\{byte:03o}");
};

const DUMPS: &[(Number, &str)] = &[
    (HEX, ""),
    (HEX, ":"),
    (HEX, "-"),
    (HEX, " "),
    (HEX, ", "),
    (HEX_0X, ""),
    (HEX_0X, " "),
    (HEX_0X, ","),
    (HEX_0X, ", "),
    (HEX_X, ""),
    (DECIMAL, ","),
    (DECIMAL, ", "),
    (DECIMAL, " "),
    (DECIMAL, "\n"),
    (OCTAL, " "),
    (OCTAL, ", "),
    (OCTAL_ESCAPE, ""),
];

pub(super) fn forms(value: &str, sink: &mut Sink<'_>) {
    let signed: &[(Number, &str)] =
        if value.is_ascii() { &[] } else { &[(SIGNED, ","), (SIGNED, ", "), (SIGNED, " ")] };
    for (number, separator) in DUMPS.iter().chain(signed) {
        let mut out = Zeroizing::new(String::with_capacity(6 * value.len()));
        for (at, byte) in value.bytes().enumerate() {
            if at > 0 {
                out.push_str(separator);
            }
            number(byte, &mut out);
        }
        sink(out.as_bytes(), Case::Same);
    }
}
