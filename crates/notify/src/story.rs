//! A notice in words, once for all channels.

use jiff::Timestamp;
use tacit_alert::Change;
use tacit_record::{RunResult, StepResult, Tally};

use crate::{
    notice::{Notice, StepLine},
    words::shortened,
};

/// More steps that did not pass are only counted.
const MOST_STEPS: usize = 5;

/// How it feels: what a channel makes a colour or a severity of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Good,
    Bad,
    Wavering,
    /// Bad, and somebody knows.
    Calm,
}

impl Mood {
    /// `#rrggbb` without the sign.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Good => "2e9f5b",
            Self::Bad => "d13438",
            Self::Wavering => "e08a00",
            Self::Calm => "0f6cbd",
        }
    }
}

/// What every channel says, in plain text that each quotes in its own way.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// The test and what is new: nothing else, as it shows on locked screens.
    pub(crate) headline: String,
    /// The last words of the headline.
    news: &'static str,
    pub(crate) mood: Mood,
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Steps that did not pass.
    pub(crate) steps: Vec<String>,
    pub(crate) result_url: String,
    pub(crate) editor_url: String,
}

impl Story {
    pub(crate) fn of(notice: &Notice) -> Self {
        let news = match notice.change {
            Change::Passed => "passed",
            Change::Failed if notice.unexecuted => "could not be run",
            Change::Failed => "failed",
            Change::StillFailing if notice.unexecuted => "still cannot be run",
            Change::StillFailing => "is still failing",
            // To who waits for an agent, that it executes tests again is the end.
            Change::Recovered if notice.result != RunResult::Pass => "can be run again",
            Change::Recovered => "is passing again",
            Change::Flaky => "is flaky",
            Change::Acknowledged => "is taken care of",
            Change::Closed => "is over: its incident was closed by hand",
        };
        let trial = if notice.trial { "Test message: " } else { "" };
        Self {
            headline: format!("{trial}{} {news}", notice.test.1),
            news,
            mood: match notice.change {
                Change::Passed | Change::Recovered | Change::Closed => Mood::Good,
                Change::Failed | Change::StillFailing => Mood::Bad,
                Change::Flaky => Mood::Wavering,
                Change::Acknowledged => Mood::Calm,
            },
            facts: facts(notice),
            steps: steps(&notice.steps),
            result_url: notice.run_url(),
            editor_url: notice.editor_url(),
        }
    }

    /// All of it as lines of plain text.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.headline);
        for (name, value) in &self.facts {
            text.push_str(&format!("{name}: {value}\n"));
        }
        if !self.steps.is_empty() {
            text.push_str("\nSteps that did not pass:\n");
            for step in &self.steps {
                text.push_str(&format!("  {step}\n"));
            }
        }
        text.push_str(&format!("\nView result: {}\nEdit test: {}\n", self.result_url, self.editor_url));
        text
    }

    /// The headline for a receiver that takes no longer one: the name is cut, never what is said of it.
    pub(crate) fn headline(&self, most: usize) -> String {
        if self.headline.chars().count() <= most {
            return self.headline.clone();
        }
        let name = self.headline.strip_suffix(self.news).unwrap_or(&self.headline).trim_end();
        let room = most.saturating_sub(self.news.chars().count() + 1);
        format!("{} {}", shortened(name, room), self.news)
    }
}

/// As in `2026-11-23 08:30:00 UTC`; empty for a moment no calendar has.
pub(crate) fn moment(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// RFC 3339 in whole milliseconds.
pub(crate) fn rfc3339(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

fn facts(notice: &Notice) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Bucket", notice.bucket.1.to_string())];
    if let Some((_, name)) = &notice.environment {
        facts.push(("Environment", name.to_string()));
    }
    facts.push(("Location", notice.place.name().to_owned()));
    if notice.failures_in_a_row > 0 {
        facts.push(("Failures in a row", notice.failures_in_a_row.to_string()));
    }
    if let Some(since) = notice.failing_since {
        facts.push(("Failing since", moment(since)));
    }
    if !notice.errors.is_empty() {
        facts.push(("Error", notice.errors.join(", ")));
    }
    if !notice.steps.is_empty() {
        facts.push(("Requests", notice.counters.requests_executed.to_string()));
    }
    for (name, tally) in [("Assertions", notice.counters.assertions), ("Scripts", notice.counters.scripts)] {
        if tally.defined > 0 {
            facts.push((name, passed(tally)));
        }
    }
    if let Some(time) = notice.response_time_ms {
        facts.push(("Response time", format!("{time:.0} ms")));
    }
    facts.push(("Started", moment(notice.started_at)));
    facts
}

/// Verdicts that are hidden are counted as defined and as nothing else.
fn passed(tally: Tally) -> String {
    let hidden = tally.defined.saturating_sub(tally.passed).saturating_sub(tally.failed);
    let mut text = format!("{} of {} passed", tally.passed, tally.defined);
    if tally.failed > 0 {
        text.push_str(&format!(", {} failed", tally.failed));
    }
    if hidden > 0 {
        text.push_str(&format!(", {hidden} not shown"));
    }
    text
}

fn steps(lines: &[StepLine]) -> Vec<String> {
    // A condition or loop fails with the steps inside it, which say more, unless it has a cause of its own.
    let speaks = |line: &&StepLine| {
        !matches!(line.step_type.as_str(), "condition" | "conditional-loop") || line.cause.is_some()
    };
    let failed: Vec<_> = lines
        .iter()
        .filter(|line| matches!(line.result, Some(StepResult::Fail | StepResult::Canceled)))
        .filter(|line| speaks(line))
        .collect();
    let mut told: Vec<String> = failed.iter().take(MOST_STEPS).map(|line| step(line)).collect();
    if failed.len() > MOST_STEPS {
        told.push(format!("and {} more", failed.len() - MOST_STEPS));
    }
    told
}

fn step(line: &StepLine) -> String {
    let mut text = format!("{}. ", line.place);
    match (&line.method, &line.url) {
        (Some(method), Some(url)) => text.push_str(&format!("{method} {url}")),
        (_, Some(url)) => text.push_str(url.as_str()),
        _ => text.push_str(line.step_type.as_str()),
    }
    if !line.note.is_empty() {
        text.push_str(&format!(" ({})", line.note));
    }
    if let Some(status) = line.status {
        text.push_str(&format!(", status {status}"));
    }
    if line.assertions.failed > 0 {
        text.push_str(&format!(
            ", {} of {} assertions failed",
            line.assertions.failed, line.assertions.defined
        ));
    }
    if let Some(cause) = line.cause {
        text.push_str(&format!(": {}", cause.title()));
    }
    text
}
