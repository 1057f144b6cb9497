//! When a schedule is due: after so much time, or as cron says in a time zone.

use super::{
    cron::CronTimes,
    span::{self, DAY, SECOND},
};
use crate::{AppError, Micros, Result};

/// More often would be a load test.
const SHORTEST: Micros = 10 * SECOND;
const LONGEST: Micros = 366 * DAY;
/// The first ticks of schedules that were made together are this far apart at most.
const SPREAD: Micros = 60 * SECOND;
const INTERVAL: &str =
    "write an interval as a number and a unit, from 10s to 366d, such as 30s, 1m, 5m, 15m, 30m, 1h, 6h or 1d";

/// When a schedule is due.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Every { text: String, interval: Micros },
    Cron(Box<CronTimes>),
}

impl Rule {
    /// `5m`; also `1.0h`, as some clients of Runscope's write it.
    pub(super) fn interval(text: &str) -> Result<Self> {
        let wrong = || AppError::invalid("interval", INTERVAL);
        let (text, interval) = span::read(text).ok_or_else(wrong)?;
        if !(SHORTEST..=LONGEST).contains(&interval) {
            return Err(wrong());
        }
        Ok(Self::Every { text, interval })
    }

    /// Five fields: minute, hour, day, month, day of the week.
    pub(super) fn cron(text: &str, zone_name: &str) -> Result<Self> {
        Ok(Self::Cron(Box::new(CronTimes::read(text, zone_name)?)))
    }

    /// What [`Self::stored`] gave.
    pub(super) fn read(text: &str, zone: Option<&str>) -> Result<Self> {
        match zone {
            None => Self::interval(text),
            Some(zone) => Self::cron(text, zone),
        }
    }

    /// Text and time zone.
    pub(super) fn stored(&self) -> (String, Option<String>) {
        match self {
            Self::Every { text, .. } => (text.clone(), None),
            Self::Cron(times) => (times.text().to_owned(), Some(times.zone_name().to_owned())),
        }
    }

    /// What the ticks of a schedule are counted from that is made now, and its first tick: an interval runs at once and
    /// then spread, so that schedules made together do not stay together. `seed` is the same for ever.
    pub(super) fn begin(&self, seed: u128, now: Micros) -> (Micros, Option<Micros>) {
        match self {
            Self::Every { interval, .. } => {
                let spread = u128::from(SPREAD.min(*interval).unsigned_abs());
                // The last bits of an id are random; the first ones are a time.
                let place = (seed & u128::from(u64::MAX >> 2)) % spread;
                (now + Micros::try_from(place).unwrap_or_default(), Some(now))
            }
            Self::Cron(times) => (now, times.next(now)),
        }
    }

    /// The first tick after a time; `None` when there is none any more.
    pub(super) fn next(&self, anchor: Micros, after: Micros) -> Option<Micros> {
        match self {
            // The run at the very beginning stands for the first tick.
            Self::Every { interval, .. } if (1..=SPREAD).contains(&(anchor - after)) => {
                Some(anchor + interval)
            }
            Self::Every { interval, .. } => Some(after + interval - (after - anchor).rem_euclid(*interval)),
            Self::Cron(times) => times.next(after),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(text: &str) -> Micros {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn intervals_are_those_of_the_reference_and_any_from_ten_seconds() {
        for (text, kept) in [
            ("1m", "1m"),
            ("5m", "5m"),
            ("6h", "6h"),
            ("1d", "1d"),
            ("10s", "10s"),
            (" 1.0h ", "1h"),
            ("90s", "90s"),
        ] {
            assert_eq!(Rule::interval(text).unwrap().stored(), (kept.to_owned(), None), "{text}");
        }
        for bad in [
            "",
            "m",
            "9s",
            "0m",
            "-1m",
            "1.5h",
            "367d",
            "1w",
            "1 m",
            "99999999999999999999d",
            "١m",
            "ms",
            "5mm",
        ] {
            assert!(Rule::interval(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn cron_follows_the_time_zone_over_its_changes() {
        let nine = Rule::cron(" 0  9 * * * ", "Europe/Berlin").unwrap();
        assert_eq!(nine.stored(), ("0 9 * * *".to_owned(), Some("Europe/Berlin".to_owned())));
        // In winter one hour before UTC, in summer two.
        assert_eq!(nine.next(0, at("2026-03-28T00:00:00Z")), Some(at("2026-03-28T08:00:00Z")));
        assert_eq!(nine.next(0, at("2026-03-28T08:00:00Z")), Some(at("2026-03-29T07:00:00Z")));
        let never = Rule::cron("0 0 30 2 *", "UTC").unwrap();
        assert_eq!(never.next(0, at("2026-01-01T00:00:00Z")), None);
        for (cron, zone) in [
            ("* * * *", "UTC"),
            ("* * * * * *", "UTC"),
            ("61 * * * *", "UTC"),
            ("x", "UTC"),
            ("*/61 * * * *", "UTC"),
            ("*/0 * * * *", "UTC"),
            ("1,,2 * * * *", "UTC"),
            (", * * * *", "UTC"),
            ("* * * * *", "Mars/Base"),
            ("* * * * *", "Factory"),
            ("* * * * *", "posixrules"),
        ] {
            assert!(Rule::cron(cron, zone).is_err(), "{cron} {zone}");
        }
        let all = (0..60).map(|minute| minute.to_string()).collect::<Vec<_>>().join(",");
        assert!(Rule::cron(&format!("{all} * * * *"), "UTC").is_ok(), "each minute by its number");
        let long = vec!["1"; 100].join(",");
        assert!(Rule::cron(&format!("{long} * * * *"), "UTC").is_err(), "longer than anybody needs");
    }

    #[test]
    fn the_first_run_is_at_once_and_the_next_ones_are_spread() {
        let rule = Rule::interval("1m").unwrap();
        let now = at("2026-01-01T00:00:00Z");
        let mut seconds = std::collections::BTreeMap::new();
        for seed in 0..1000_u128 {
            // As random as the end of an id.
            let (anchor, first) = rule.begin(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), now);
            assert_eq!(first, Some(now));
            let second = rule.next(anchor, now).unwrap();
            assert!((60 * SECOND..120 * SECOND).contains(&(second - now)), "{}", second - now);
            assert_eq!(rule.next(anchor, second), Some(second + 60 * SECOND));
            *seconds.entry(second / SECOND).or_insert(0) += 1;
        }
        assert!(seconds.len() == 60 && seconds.values().all(|count| *count < 60), "{seconds:?}");
        // A clock that was set back a long way finds the ticks there too.
        let (anchor, _) = rule.begin(5, now);
        assert_eq!(rule.next(anchor, now - DAY), Some(anchor - DAY));
    }
}
