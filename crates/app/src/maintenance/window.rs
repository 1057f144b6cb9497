//! When one window is open.

use tacit_store::maintenance::Maintenance;

use crate::{
    AppError, Micros, Result,
    schedules::{CronTimes, span},
};

/// A window is open for at least and at most so long each time.
pub(super) const SHORTEST: Micros = 60 * span::SECOND;
pub(super) const LONGEST: Micros = 7 * span::DAY;
/// Openings that follow each other without a gap are told as one, up to so many.
const JOINED: usize = 50;

/// When it is open.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// From, until.
    Once(Micros, Micros),
    /// At the times of a cron expression, for so long as a clock runs that no zone turns back.
    Repeating(Box<CronTimes>, Micros),
}

/// From when until when it is open; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) from: Micros,
    pub(super) until: Micros,
}

impl Times {
    /// As it is kept.
    pub(super) fn of(row: &Maintenance) -> Result<Self> {
        match (row.from_at, row.until_at, &row.cron, &row.zone, row.duration) {
            (Some(from), Some(until), None, None, None) => Ok(Self::Once(from, until)),
            (None, None, Some(cron), Some(zone), Some(length)) => {
                Ok(Self::Repeating(Box::new(CronTimes::read(cron, zone)?), length))
            }
            _ => Err(AppError::internal("a maintenance window has neither a time nor times")),
        }
    }

    /// The opening that a time falls into. `ended` is when somebody ended what was open.
    pub(super) fn at(&self, at: Micros, ended: Option<Micros>) -> Option<Opening> {
        let open = match self {
            Self::Once(from, until) => Opening { from: *from, until: *until },
            Self::Repeating(times, length) => {
                let from = times.last(at)?;
                Opening { from, until: from + length }
            }
        };
        if ended.is_some_and(|ended| open.from < ended && ended <= at) {
            return None;
        }
        (open.from <= at && at < open.until).then_some(open)
    }

    /// The first opening after a time.
    pub(super) fn after(&self, at: Micros) -> Option<Opening> {
        match self {
            Self::Once(from, until) => (at < *from).then_some(Opening { from: *from, until: *until }),
            Self::Repeating(times, length) => {
                let from = times.next(at)?;
                Some(Opening { from, until: from + length })
            }
        }
    }

    /// The opening with those behind it that leave no gap, for people. It costs many looks at the calendar, so nothing that
    /// is decided for many schedules asks for it.
    pub(super) fn joined(&self, mut open: Opening) -> Opening {
        let Self::Repeating(times, length) = self else { return open };
        for _ in 0..JOINED {
            match times.next(open.until - length) {
                Some(next) if next <= open.until => open.until = next + length,
                _ => break,
            }
        }
        open
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    const HOUR: Micros = 3600 * span::SECOND;

    fn at(text: &str) -> Micros {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    fn berlin(cron: &str, length: Micros) -> Times {
        Times::Repeating(Box::new(CronTimes::read(cron, "Europe/Berlin").unwrap()), length)
    }

    /// The openings of a time span, found by looking at each minute.
    fn openings(times: &Times, from: &str, until: &str) -> Vec<(String, i64)> {
        let mut found: Vec<(Micros, Micros)> = Vec::new();
        let mut minute = at(from);
        while minute < at(until) {
            if times.at(minute, None).is_some() {
                match found.last_mut() {
                    Some((_, end)) if *end == minute => *end = minute + 60 * span::SECOND,
                    _ => found.push((minute, minute + 60 * span::SECOND)),
                }
            }
            minute += 60 * span::SECOND;
        }
        let text = |at| Timestamp::from_microsecond(at).unwrap().to_string();
        found.into_iter().map(|(from, until)| (text(from), (until - from) / (60 * span::SECOND))).collect()
    }

    #[test]
    fn once_has_a_beginning_and_an_end() {
        let once = Times::Once(10, 20);
        assert_eq!((once.at(9, None), once.at(20, None)), (None, None));
        assert_eq!(once.at(10, None), Some(Opening { from: 10, until: 20 }));
        assert_eq!(once.after(9), Some(Opening { from: 10, until: 20 }));
        assert_eq!(once.after(10), None);
        // Ended at 15: what was before stays.
        assert!(once.at(14, Some(15)).is_some() && once.at(15, Some(15)).is_none());
    }

    #[test]
    fn the_time_of_day_is_that_of_the_zone_in_summer_and_in_winter() {
        let nightly = berlin("0 3 * * *", 2 * HOUR);
        assert_eq!(
            openings(&nightly, "2026-01-10T00:00:00Z", "2026-01-11T00:00:00Z"),
            [("2026-01-10T02:00:00Z".to_owned(), 120)]
        );
        assert_eq!(
            openings(&nightly, "2026-07-10T00:00:00Z", "2026-07-11T00:00:00Z"),
            [("2026-07-10T01:00:00Z".to_owned(), 120)]
        );
    }

    #[test]
    fn a_time_that_is_left_out_is_the_moment_after_the_gap() {
        // On 29 March 2026 at 02:00 it is 03:00 in Berlin.
        let nightly = berlin("30 2 * * *", HOUR);
        assert_eq!(
            openings(&nightly, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"),
            [("2026-03-29T01:00:00Z".to_owned(), 60), ("2026-03-30T00:30:00Z".to_owned(), 60)]
        );
    }

    #[test]
    fn a_time_that_comes_twice_counts_once_and_lasts_as_long_as_it_says() {
        // On 25 October 2026 at 03:00 it is 02:00 again in Berlin.
        let nightly = berlin("30 2 * * *", 2 * HOUR);
        assert_eq!(
            openings(&nightly, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"),
            [("2026-10-25T00:30:00Z".to_owned(), 120), ("2026-10-26T01:30:00Z".to_owned(), 120)]
        );
    }

    #[test]
    fn what_begins_before_a_change_of_the_clock_lasts_over_it() {
        let saturday = berlin("0 22 * * 6", 8 * HOUR);
        for (evening, day) in [("2026-03-28T21:00:00Z", "2026-03-28"), ("2026-10-24T20:00:00Z", "2026-10-24")]
        {
            let from = format!("{day}T00:00:00Z");
            let until = format!("{}-{:02}T00:00:00Z", &day[..7], day[8..].parse::<u8>().unwrap() + 2);
            assert_eq!(openings(&saturday, &from, &until), [(evening.to_owned(), 480)]);
        }
    }

    #[test]
    fn openings_without_a_gap_are_one_and_ending_one_leaves_the_next() {
        let days = berlin("0 0 * * 1-2", 24 * HOUR);
        let monday = days.joined(days.at(at("2026-01-05T12:00:00Z"), None).unwrap());
        assert_eq!(monday.from, at("2026-01-04T23:00:00Z"));
        assert_eq!(monday.until, at("2026-01-06T23:00:00Z"));
        let nightly = berlin("0 3 * * *", HOUR);
        let ended = Some(at("2026-01-10T02:30:00Z"));
        assert!(nightly.at(at("2026-01-10T02:29:00Z"), ended).is_some());
        assert!(nightly.at(at("2026-01-10T02:31:00Z"), ended).is_none());
        assert!(nightly.at(at("2026-01-11T02:31:00Z"), ended).is_some());
        assert_eq!(nightly.after(at("2026-01-10T02:31:00Z")).unwrap().from, at("2026-01-11T02:00:00Z"));
    }
}
