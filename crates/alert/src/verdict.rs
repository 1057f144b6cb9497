//! What an ended run says about its test.

use serde::{Deserialize, Serialize};
use tacit_record::RunResult;

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The target's.
    Api,
    /// The agent's, or the location's: whatever kept the test from being executed.
    Agent,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It failed.
    Failed(Cause),
    /// It says nothing about the test: cancelled, or missed by the server.
    Nothing,
}

impl Verdict {
    /// The verdict of a run that ended with this result, or without one for this reason: a word of the results.
    ///
    /// A tick that the server missed says nothing of the test. One that was missed because its agent was away does, and
    /// so does a run that could not be executed: whoever watches is blind there.
    #[must_use]
    pub fn of(result: Option<RunResult>, reason: Option<&str>) -> Self {
        let reason = reason.unwrap_or_default();
        let agent = reason.starts_with("agent_") || reason.starts_with("missed_agent");
        match result {
            Some(RunResult::Pass) => Self::Passed,
            Some(RunResult::Canceled) => Self::Nothing,
            Some(RunResult::Fail) if agent => Self::Failed(Cause::Agent),
            Some(RunResult::Fail) => Self::Failed(Cause::Api),
            None if agent => Self::Failed(Cause::Agent),
            None if reason.is_empty() || reason.starts_with("missed_") => Self::Nothing,
            None => Self::Failed(Cause::Agent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        let (api, agent) = (Verdict::Failed(Cause::Api), Verdict::Failed(Cause::Agent));
        for (result, reason, verdict) in [
            (Some(RunResult::Pass), None, Verdict::Passed),
            (Some(RunResult::Pass), Some("withheld"), Verdict::Passed),
            (Some(RunResult::Fail), None, api),
            (Some(RunResult::Fail), Some("withheld"), api),
            (Some(RunResult::Fail), Some("agent_expired"), agent),
            (Some(RunResult::Canceled), None, Verdict::Nothing),
            (None, Some("agent_lost"), agent),
            (None, Some("agent_expired"), agent),
            (None, Some("missed_agent"), agent),
            (None, Some("missed_down"), Verdict::Nothing),
            (None, Some("missed_overlap"), Verdict::Nothing),
            (None, Some("secrets"), agent),
            (None, Some("internal"), agent),
            (None, None, Verdict::Nothing),
        ] {
            assert_eq!(Verdict::of(result, reason), verdict, "{result:?} {reason:?}");
        }
    }
}
