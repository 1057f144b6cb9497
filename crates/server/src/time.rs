//! Times on the wire: Unix seconds with a fraction, as in Runscope's API.

use tacit_app::{AppError, Micros};

/// Microseconds as seconds. Exact to the microsecond until the year 2242.
#[expect(clippy::cast_precision_loss, reason = "53 bits hold the microseconds of two centuries")]
pub(crate) fn seconds(at: Micros) -> f64 {
    at as f64 / 1e6
}

/// Seconds as microseconds; `None` for what is no time.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(crate) fn micros(seconds: f64) -> Option<Micros> {
    (seconds.is_finite() && seconds.abs() < 9e12).then(|| (seconds * 1e6).round() as Micros)
}

/// The time in the field `path` of a body.
pub(crate) fn given_time(path: &str, at: f64) -> Result<Micros, AppError> {
    micros(at).ok_or_else(|| AppError::invalid(path, "this is no time: write seconds since 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for at in [0, 1, 1_700_000_000_123_456, -5] {
            assert_eq!(micros(seconds(at)), Some(at));
        }
        assert_eq!((micros(f64::NAN), micros(f64::INFINITY), micros(1e300)), (None, None, None));
    }
}
