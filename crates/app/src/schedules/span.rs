//! A length of time as people write it: `90s`, `5m`, `2h`, `1d`.

use crate::Micros;

pub(crate) const SECOND: Micros = 1_000_000;
pub(crate) const DAY: Micros = 86_400 * SECOND;

/// The text as it is kept, and the length; also of `1.0h`, as some clients of Runscope's write it.
pub(crate) fn read(text: &str) -> Option<(String, Micros)> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let second = match unit {
        's' => SECOND,
        'm' => 60 * SECOND,
        'h' => 3600 * SECOND,
        'd' => DAY,
        _ => return None,
    };
    let number = text.strip_suffix(unit)?;
    let number = number.strip_suffix(".0").unwrap_or(number);
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: Micros = number.parse().ok()?;
    Some((format!("{number}{unit}"), number.checked_mul(second)?))
}

/// In the largest unit that fits.
pub(crate) fn write(length: Micros) -> String {
    let units = [(DAY, 'd'), (3600 * SECOND, 'h'), (60 * SECOND, 'm'), (SECOND, 's')];
    let (size, unit) = units.into_iter().find(|(size, _)| length % size == 0).unwrap_or((SECOND, 's'));
    format!("{}{unit}", length / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in ["1s", "90s", "5m", "90m", "2h", "1d", "7d"] {
            assert_eq!(write(read(text).unwrap().1), text);
        }
        assert_eq!(write(read("120m").unwrap().1), "2h");
    }
}
