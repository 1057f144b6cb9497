//! The end of a chain as text, to be kept where who can write the database cannot.

use std::{fmt, str::FromStr};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use super::Tip;

/// A text is no end of an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no end of an audit log: it is a number, a colon and 64 hexadecimal digits, as a check prints it"
)]
pub struct NoTip;

impl fmt::Display for Tip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, HEXLOWER.encode(&self.mac))
    }
}

impl FromStr for Tip {
    type Err = NoTip;

    fn from_str(text: &str) -> Result<Self, NoTip> {
        let (seq, digits) = text.trim().split_once(':').ok_or(NoTip)?;
        let mac = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| NoTip)?;
        let mac = mac.try_into().map_err(|_| NoTip)?;
        let digits = |seq: &str| !seq.is_empty() && seq.bytes().all(|digit| digit.is_ascii_digit());
        let seq = Some(seq).filter(|seq| digits(seq)).and_then(|seq| seq.parse().ok());
        Ok(Self { seq: seq.ok_or(NoTip)?, mac })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_reads_back_and_nothing_else_is_one() {
        let tip = Tip { seq: 4711, mac: std::array::from_fn(|n| n as u8 * 7) };
        let text = tip.to_string();
        assert_eq!((text.len(), text.parse()), (69, Ok(tip)));
        assert_eq!(format!(" {text}\n").to_uppercase().parse(), Ok(tip));
        let digits = &text[5..];
        for bad in [
            "",
            ":",
            "4711",
            digits,
            &format!("-1:{digits}"),
            &format!("+1:{digits}"),
            &format!("1:{}", &digits[1..]),
            &format!("1:{digits}0"),
            &format!("1:{}é", &digits[2..]),
        ] {
            assert_eq!(bad.parse::<Tip>(), Err(NoTip), "{bad}");
        }
    }
}
