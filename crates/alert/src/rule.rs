//! What people choose for one channel.

use serde::{Deserialize, Serialize};

use crate::verdict::{Cause, Verdict};

/// Which runs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Every run.
    EveryRun,
    /// Every run that failed.
    EveryFailure,
    /// Once, when this many runs in a row failed; 0 counts as 1.
    Failures(u32),
}

/// Whose fault is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Causes {
    /// Anybody's.
    #[default]
    Any,
    /// What the target did.
    OnlyApi,
    /// What kept an agent from doing its work.
    OnlyAgent,
}

/// When a test counts as flaky rather than down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaky {
    /// Among the last so many runs, at most 32,
    pub runs: u8,
    /// the outcome changed at least so often.
    pub changes: u8,
}

/// A user's choice for one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Which runs are told.
    pub when: When,
    /// Whether the first pass after a failure that was told is told too.
    pub back_to_normal: bool,
    /// Seconds after which a failure that lasts is told again.
    pub remind_after: Option<u32>,
    /// Whether and when *flaky* is told instead of *failed* and *recovered* in turn.
    pub flaky: Option<Flaky>,
    /// Whose fault is told.
    #[serde(default)]
    pub causes: Causes,
}

impl Rule {
    /// The rule of Runscope's `notify_on` and `notify_threshold`; `None` for a word that is none of its.
    #[must_use]
    pub fn of_runscope(notify_on: &str, threshold: Option<u32>) -> Option<Self> {
        let (when, back_to_normal) = match notify_on {
            "all" => (When::EveryRun, false),
            "failures" => (When::EveryFailure, false),
            "threshold" => (When::Failures(threshold.unwrap_or(1)), false),
            "switch" => (When::Failures(threshold.unwrap_or(1)), true),
            _ => return None,
        };
        Some(Self { when, back_to_normal, ..Self::every_run() })
    }

    /// Every run, whatever became of it.
    #[must_use]
    pub fn every_run() -> Self {
        Self {
            when: When::EveryRun,
            back_to_normal: false,
            remind_after: None,
            flaky: None,
            causes: Causes::Any,
        }
    }

    /// Once, when a run fails.
    #[must_use]
    pub const fn once() -> Self {
        Self {
            when: When::Failures(1),
            back_to_normal: false,
            remind_after: None,
            flaky: None,
            causes: Causes::Any,
        }
    }

    /// What a verdict is to this rule; `None` when it is nothing. To who waits for an agent, a test that was executed says
    /// that it is back, whatever became of it.
    pub(crate) fn heard(&self, verdict: Verdict) -> Option<Verdict> {
        match (self.causes, verdict) {
            (_, Verdict::Nothing) | (Causes::OnlyApi, Verdict::Failed(Cause::Agent)) => None,
            (Causes::OnlyAgent, Verdict::Failed(Cause::Api)) => Some(Verdict::Passed),
            (_, verdict) => Some(verdict),
        }
    }
}
