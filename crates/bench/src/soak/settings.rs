//! What is asked for.

use std::{path::PathBuf, time::Duration};

use clap::Parser;

/// Hold many schedules for minutes, then find the highest rate
#[derive(Debug, Parser)]
#[command(name = "soak", override_usage = "cargo xtask soak [--debug] [OPTIONS]")]
pub(super) struct Settings {
    /// Tests, each with one schedule
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) tests: u32,

    /// How long to measure
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    minutes: u32,

    /// Interval of the schedules, from 10s
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = interval)]
    pub(super) every: Duration,

    /// Do not look for the highest rate
    #[arg(long = "no-search", action = clap::ArgAction::SetFalse)]
    pub(super) search: bool,

    /// How many runs the server executes at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) concurrency: u16,

    /// The built program; the command says it
    #[arg(long, value_name = "FILE", hide = true)]
    pub(super) program: PathBuf,

    /// A folder on the disk to measure, for the data directory [default: beside this program]
    #[arg(long, value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
}

impl Settings {
    /// Reads arguments; the error is for people, help included.
    pub(super) fn read(arguments: &[String]) -> Result<Self, clap::Error> {
        Self::try_parse_from(std::iter::once("soak").chain(arguments.iter().map(String::as_str)))
    }

    /// The measured time: whole turns, so that the number of ticks in it is known.
    pub(super) fn time(&self) -> Duration {
        let (asked, every) = (u64::from(self.minutes) * 60, self.every.as_secs());
        Duration::from_secs(asked.div_ceil(every) * every)
    }
}

/// `60s` or `5m`.
fn interval(text: &str) -> Result<Duration, String> {
    let wrong = || format!("write a number and a unit, from 10s to 60m, such as 60s or 5m; not {text}");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => number,
        "m" => number.checked_mul(60).ok_or_else(wrong)?,
        _ => return Err(wrong()),
    };
    (10..=3600).contains(&seconds).then_some(Duration::from_secs(seconds)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Settings, clap::Error> {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Settings::read(&[vec!["--program".to_owned(), "tacit".to_owned()], arguments].concat())
    }

    #[test]
    fn a_window_has_whole_turns() {
        let time = |arguments: &[&str]| read(arguments).unwrap().time().as_secs();
        assert_eq!(time(&[]), 600);
        assert_eq!(time(&["--minutes", "1", "--every", "45s"]), 90);
        assert_eq!(time(&["--minutes", "1", "--every", "5m"]), 300);
    }

    #[test]
    fn wrong_intervals_are_told() {
        for bad in ["", "s", "9s", "61m", "1h", "-10s", "sixty", "60", "99999999999999999999m", "é"] {
            assert!(read(&["--every", bad]).is_err(), "{bad}");
        }
        assert!(read(&["--tests", "0"]).is_err());
        assert!(read(&["--no-search"]).is_ok_and(|settings| !settings.search));
        assert!(read(&[]).is_ok_and(|settings| settings.search));
    }
}
