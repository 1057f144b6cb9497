//! Decimal numbers of any length, for comparing.
//!
//! Ours rather than a library's because nothing is ever computed: numbers are only put in order, so `1e999999999` costs
//! no more than `1`, while big-number libraries expand the exponent. Twenty digits do not go through a float.

use std::cmp::Ordering;

/// A number: `0.d1 d2 d3... * 10^exponent`, without zeros at either end of the digits. Zero has no digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal<'a> {
    negative: bool,
    /// Digits with at most one point among them; starts and ends on a digit other than zero.
    digits: &'a str,
    exponent: i128,
}

impl<'a> Decimal<'a> {
    /// Reads `-1`, `+1.50`, `.5`, `5.`, `1e-3`, with space around. Not `0x1f`, `1_000`, `NaN`, `Infinity`, an empty text.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, scale) = match text.split_once(['e', 'E']) {
            Some((mantissa, scale)) => (mantissa, exponent(scale)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let digits = mantissa.trim_matches(['0', '.']);
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        let whole_digits = whole.trim_start_matches('0').len();
        let shift = if whole_digits > 0 {
            length(whole_digits)
        } else {
            -length(fraction.len() - fraction.trim_start_matches('0').len())
        };
        Some(Self { negative, digits, exponent: scale + shift })
    }

    /// How many digits stand between the first and the last that is not zero.
    pub(super) fn digits(&self) -> usize {
        self.significant().count()
    }

    /// Whole numbers below 2^53 (16 digits) fit a float exactly; the bound here is the next lower power of ten.
    pub(super) const fn is_below_2_pow_53(&self) -> bool {
        self.exponent <= 15
    }

    fn significant(&self) -> impl Iterator<Item = u8> {
        self.digits.bytes().filter(|byte| *byte != b'.')
    }

    const fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        self.exponent.cmp(&other.exponent).then_with(|| self.significant().cmp(other.significant()))
    }
}

fn length(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX / 4)
}

/// An exponent of any length; beyond 36 digits the size no longer matters.
fn exponent(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = match digits.trim_start_matches('0') {
        "" => 0,
        long if long.len() > 36 => i128::MAX / 4,
        short => short.parse().ok()?,
    };
    Some(if negative { -size } else { size })
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sign().cmp(&other.sign()).then_with(|| match self.sign() {
            0 => Ordering::Equal,
            1 => self.magnitude(other),
            _ => other.magnitude(self),
        })
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(left: &str, right: &str) -> Ordering {
        Decimal::parse(left).expect(left).cmp(&Decimal::parse(right).expect(right))
    }

    #[test]
    fn equal_ways_to_write_a_number() {
        let table = [
            ("1", "1.000"),
            ("1", "+1"),
            (" 1\n", "001"),
            ("0", "-0.0e5"),
            ("100", "1e2"),
            ("0.001", "1E-3"),
            ("0.001", ".001"),
            ("10", "10."),
            ("1200", "0.0012e6"),
            ("-1.5", "-15e-1"),
            ("1e99999999999999999999999999999999999999999", "1e88888888888888888888888888888888888888888"),
        ];
        for (left, right) in table {
            assert_eq!(order(left, right), Ordering::Equal, "{left} {right}");
        }
    }

    #[test]
    fn smaller_then_larger() {
        let table = [
            ("1", "2"),
            ("9", "10"),
            ("-10", "-9"),
            ("-1", "0"),
            ("0", "1e-999999999"),
            ("1e999999998", "1e999999999"),
            ("-1e999999999", "1"),
            ("1", "1.0000000000000000000000000001"),
            ("0.1", "0.11"),
            ("0.09", "0.1"),
            ("18446744073709551615", "18446744073709551616"),
            ("12345678901234567890122", "12345678901234567890123"),
        ];
        for (left, right) in table {
            assert_eq!(order(left, right), Ordering::Less, "{left} {right}");
            assert_eq!(order(right, left), Ordering::Greater, "{right} {left}");
        }
    }

    #[test]
    fn texts_that_are_no_numbers() {
        for text in [
            "", " ", "-", ".", "e5", "1e", "1e+", "1e1.5", "0x1f", "1_000", "1,5", "NaN", "inf", "--1",
            "1 2", "1.2.3", "١",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn digits_are_counted_between_the_zeros() {
        for (text, digits) in [("0", 0), ("100", 1), ("0.0120", 2), ("1.05", 3), ("1e300", 1)] {
            assert_eq!(Decimal::parse(text).expect(text).digits(), digits, "{text}");
        }
    }

    proptest! {
        #[test]
        fn order_is_that_of_floats(left in -1e6f64..1e6, right in -1e6f64..1e6) {
            prop_assert_eq!(order(&left.to_string(), &right.to_string()), left.partial_cmp(&right).expect("finite"));
        }

        #[test]
        fn order_is_that_of_integers(left in any::<i64>(), right in any::<i64>()) {
            prop_assert_eq!(order(&left.to_string(), &right.to_string()), left.cmp(&right));
        }

        #[test]
        fn reading_never_panics(text in "[-+.eE0-9 ]{0,60}") {
            let _ = Decimal::parse(&text);
        }
    }
}
