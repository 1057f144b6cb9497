//! Runs that end without a record.

/// Why nobody could run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The definition is gone or cannot be read.
    Definition,
    /// The environment is gone.
    Environment,
    /// The secrets could not be opened.
    Secrets,
    /// The value that was to be tried does not wait any more.
    NextValue,
    /// It was lost several times.
    Lost,
    /// The remote agent was away.
    AgentExpired,
    /// A fault of tacit's own.
    Internal,
    /// Its record was dropped, because a secret was found in it.
    Withheld,
    /// A tick while the server did not run.
    MissedDown,
    /// A tick over which the clock jumped.
    MissedClock,
    /// A tick that was noticed too late.
    MissedLate,
    /// A tick while the run before went on.
    MissedOverlap,
    /// A tick while too many runs waited.
    MissedBusy,
    /// A tick while the disk was nearly full.
    MissedDisk,
}

impl GivenUp {
    pub(crate) const ALL: [Self; 14] = [
        Self::Definition,
        Self::Environment,
        Self::Secrets,
        Self::NextValue,
        Self::Lost,
        Self::AgentExpired,
        Self::Internal,
        Self::Withheld,
        Self::MissedDown,
        Self::MissedClock,
        Self::MissedLate,
        Self::MissedOverlap,
        Self::MissedBusy,
        Self::MissedDisk,
    ];

    /// The word in the store and in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Environment => "environment",
            Self::Secrets => "secrets",
            Self::NextValue => "next_value",
            Self::Lost => "agent_lost",
            Self::AgentExpired => "agent_expired",
            Self::Internal => "internal",
            Self::Withheld => "withheld",
            Self::MissedDown => "missed_down",
            Self::MissedClock => "missed_clock",
            Self::MissedLate => "missed_late",
            Self::MissedOverlap => "missed_overlap",
            Self::MissedBusy => "missed_busy",
            Self::MissedDisk => "missed_disk",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// Whether it says more about who was to run it than about what was tested.
    #[must_use]
    pub fn is_agents(self) -> bool {
        matches!(self, Self::Lost | Self::AgentExpired)
    }

    /// For people: what happened and what to do next.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Definition => {
                "the definition that was to run is gone or damaged: restore an earlier revision of the test"
            }
            Self::Environment => "the environment of the run was deleted: choose another one and run again",
            Self::Secrets => {
                "the secrets of the bucket could not be opened, so nothing was sent: the operator finds the cause in the \
                 audit log"
            }
            Self::NextValue => {
                "the next value of the secret that was to be tried was discarded or taken over before: nothing was sent"
            }
            Self::Lost => {
                "whoever ran it did not come back, as when a server or an agent stops in the middle of it: run again"
            }
            Self::AgentExpired => {
                "Remote Agent Expired: the agent was not connected, or was removed: start it, or choose another location"
            }
            Self::Internal => {
                "tacit failed in the middle of the run: the operator finds the cause in the log"
            }
            Self::Withheld => {
                "a secret was found in the finished result, so all of it was dropped: the operator finds more in the \
                 audit log"
            }
            Self::MissedDown => "the server was not running at this time; nothing is made up for it",
            Self::MissedClock => {
                "the server's clock jumped over this time, or its machine slept: let it be kept in time"
            }
            Self::MissedLate => {
                "the server came to this too late to say anything about its time: it, or its storage, is overloaded"
            }
            Self::MissedOverlap => {
                "the run before was still waiting or going on: choose a longer interval or a shorter test, or allow more runs at once"
            }
            Self::MissedBusy => {
                "too many runs of the team, or of all teams, were waiting: spread the schedules, or allow more runs at once"
            }
            Self::MissedDisk => {
                "the disk was nearly full, and the room is kept for what people ask for: the operator frees some space"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_results_say() {
        let page = include_str!("../../../../docs/when-things-go-wrong.md");
        let table = page.split_once("## Reasons in results").expect("a table of reasons").1;
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
        let expected =
            GivenUp::ALL.map(|reason| format!("| `{}` | {} |", reason.as_str(), reason.sentence()));
        assert_eq!(rows, expected);
        assert!(GivenUp::ALL.iter().all(|reason| GivenUp::parse(reason.as_str()) == Some(*reason)));
    }
}
