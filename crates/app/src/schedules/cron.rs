//! Times that a cron expression names in a time zone.

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::span::SECOND;
use crate::{AppError, Micros, Result};

/// Every time of an hour, named one by one, needs fewer; the parser's work grows with the square.
const LONGEST: usize = 200;
/// What the tables of time zones hold that is no place.
const NO_PLACES: [&str; 5] = ["Factory", "posixrules", "localtime", "Etc/Unknown", "leapseconds"];
const NO_CRON: &str =
    "this is no cron expression: write minute, hour, day, month and day of the week, such as `0 9 * * 1-5`";

/// Five fields (minute, hour, day, month, day of the week) and a time zone.
///
/// Where the clock goes forward, a single time of day that is left out is the first moment after the gap; where it goes
/// back, one that comes twice counts once. What names several hours or minutes follows the clock on the wall: it is left
/// out with the gap, and counts in both hours that have the same name.
#[derive(Clone, Debug)]
pub(crate) struct CronTimes {
    text: String,
    cron: Cron,
    zone_name: String,
    zone: TimeZone,
}

impl CronTimes {
    pub(crate) fn read(text: &str, zone_name: &str) -> Result<Self> {
        let no_zone = || {
            AppError::invalid("time_zone", "there is no such time zone: name it like Europe/Berlin, or UTC")
        };
        let zone = TimeZone::get(zone_name).map_err(|_| no_zone())?;
        let zone_name = zone.iana_name().unwrap_or(zone_name).to_owned();
        if NO_PLACES.contains(&zone_name.as_str()) {
            return Err(no_zone());
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.len() > LONGEST {
            let message = format!("a cron expression has at most {LONGEST} characters: use ranges and steps");
            return Err(AppError::invalid("cron", message));
        }
        if text.split([' ', ',']).any(is_odd) {
            return Err(AppError::invalid("cron", NO_CRON));
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(&text).map_err(|_| AppError::invalid("cron", NO_CRON))?;
        Ok(Self { text, cron, zone_name, zone })
    }

    /// The expression as it is kept.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The zone's own name.
    pub(crate) fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The first of the times after this one; `None` when there is none any more.
    pub(crate) fn next(&self, after: Micros) -> Option<Micros> {
        let next = self.cron.find_next_occurrence(&self.local(after)?, false).ok()?;
        Some(next.timestamp().as_microsecond())
    }

    /// The last of the times up to this one, which may be it.
    pub(crate) fn last(&self, until: Micros) -> Option<Micros> {
        // Whole seconds: a time of the pattern has no others.
        let until = until - until.rem_euclid(SECOND);
        let last = self.cron.find_previous_occurrence(&self.local(until)?, true).ok()?;
        Some(last.timestamp().as_microsecond())
    }

    fn local(&self, at: Micros) -> Option<Zoned> {
        Some(Timestamp::from_microsecond(at).ok()?.to_zoned(self.zone.clone()))
    }
}

/// What the parser takes and nobody means: nothing between two commas, and a step that leaves the hour.
fn is_odd(part: &str) -> bool {
    let step = part.split_once('/').and_then(|(_, step)| step.parse::<u32>().ok());
    part.is_empty() || step.is_some_and(|step| !(1..60).contains(&step))
}
