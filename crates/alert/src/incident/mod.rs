//! One test in one environment, while it does not pass everywhere.
//!
//! ```text
//!                 a place fails: worse            acknowledge
//!                    +-------+                    +--------+
//!                    |       v                    |        v
//!   a place fails --> Incident --(a place is well again)--> Incident --(every place is)--> Resolved
//! ```
//!
//! Each transition consumes the incident and says, as [`Entry`]s for its timeline, what happened.

mod entry;
mod transitions;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tacit_spec::PersonId;

pub use entry::{Entry, Event};

use crate::{Cause, Causes, Flaky, Rule, State, Verdict, When};

/// How incidents watch every place, whatever channels there are: from the first failure on, whoever's fault it is.
pub const WATCH: Rule = Rule {
    when: When::Failures(1),
    back_to_normal: true,
    remind_after: None,
    flaky: Some(Flaky { runs: 12, changes: 5 }),
    causes: Causes::Any,
};

/// How a test does at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It passes.
    Well,
    /// It fails.
    Down,
    /// It passes and fails in turn.
    Flaky,
    /// Runs could not be executed: nobody knows how it does.
    Unwatched,
}

impl Condition {
    /// What a state that follows [`WATCH`] says after a run with this verdict.
    #[must_use]
    pub fn of(state: &State, last: Verdict) -> Self {
        if last == Verdict::Failed(Cause::Agent) && state.is_failing() {
            Self::Unwatched
        } else if state.is_flaky() {
            Self::Flaky
        } else if state.is_failing() {
            Self::Down
        } else {
            Self::Well
        }
    }
}

/// Who takes care of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub by: PersonId,
    /// Unix microseconds.
    pub at: i64,
}

/// An incident that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Unix microseconds.
    opened_at: i64,
    /// Every place that failed since, by its key, and how it does.
    places: BTreeMap<String, Condition>,
    acknowledged: Option<Acknowledged>,
}

/// An incident that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Unix microseconds.
    pub opened_at: i64,
    /// Unix microseconds.
    pub resolved_at: i64,
    /// Every place that failed.
    pub places: Vec<String>,
    /// Who took care of it.
    pub acknowledged: Option<Acknowledged>,
    /// Whether somebody said so, and no run.
    #[serde(default)]
    pub by_hand: bool,
}

/// What a run made of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It goes on.
    Open(Incident),
    /// It is over.
    Resolved(Resolved),
}
