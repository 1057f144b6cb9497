//! What is told of a run.

use serde::{Deserialize, Serialize};

/// What is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It passed, as before.
    Passed,
    /// It fails now.
    Failed,
    /// It goes on failing.
    StillFailing,
    /// It passes again.
    Recovered,
    /// It passes and fails in turn.
    Flaky,
    /// Somebody takes care of it.
    Acknowledged,
    /// Somebody says that it is over.
    Closed,
}

impl Change {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Passed,
        Self::Failed,
        Self::StillFailing,
        Self::Recovered,
        Self::Flaky,
        Self::Acknowledged,
        Self::Closed,
    ];

    /// Whether nothing is wrong any more: what a service that keeps incidents waits for.
    #[must_use]
    pub fn is_end(self) -> bool {
        match self {
            Self::Passed | Self::Recovered | Self::Closed => true,
            Self::Failed | Self::StillFailing | Self::Flaky | Self::Acknowledged => false,
        }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::StillFailing => "still_failing",
            Self::Recovered => "recovered",
            Self::Flaky => "flaky",
            Self::Acknowledged => "acknowledged",
            Self::Closed => "closed",
        }
    }
}

/// Why a run is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// What is new.
    pub change: Change,
    /// Failures up to now, or up to the pass that ended them.
    pub failures_in_a_row: u32,
    /// Unix microseconds of the first of them.
    pub failing_since: Option<i64>,
}
