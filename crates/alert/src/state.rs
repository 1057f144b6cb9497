//! When to tell.
//!
//! One [`State`] for each channel, test, environment and location; it is consumed by each outcome and gives the next, so
//! that whoever keeps it can save it in the transaction that accepts the result.

use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, Tell},
    rule::{Flaky, Rule, When},
    verdict::{Cause, Verdict},
};

/// What has to be remembered between two runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    failing: Option<Failing>,
    /// The last 32 verdicts, the last in the lowest bit, 1 for failed; what was before the first run counts as passed.
    /// Kept only for rules that look at it.
    history: u32,
    flaky: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Failing {
    in_a_row: u32,
    /// Unix microseconds.
    since: i64,
    /// Unix microseconds of the last word about it.
    told: Option<i64>,
    /// What was told then.
    #[serde(default)]
    cause: Option<Cause>,
}

impl State {
    /// Whether it is what a test begins with, and need not be kept.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the last run that counted failed.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.is_some()
    }

    /// Whether the outcomes change often.
    pub(crate) fn is_flaky(&self) -> bool {
        self.flaky
    }

    /// The state after a run that ended at `at` (Unix microseconds), and what is to be told.
    #[must_use]
    pub fn after(mut self, rule: &Rule, verdict: Verdict, at: i64) -> (Self, Option<Tell>) {
        let passed = verdict == Verdict::Passed;
        let Some(verdict) = rule.heard(verdict) else { return (self, None) };
        let cause = match verdict {
            Verdict::Failed(cause) => Some(cause),
            Verdict::Passed | Verdict::Nothing => None,
        };
        let failed = cause.is_some();
        self.history = if rule.flaky.is_some() { self.history << 1 | u32::from(failed) } else { 0 };
        let was_flaky = self.flaky;
        self.flaky = rule.flaky.is_some_and(|flaky| self.wavers(flaky));

        let before = self.failing;
        self.failing = failed.then(|| match before {
            Some(failing) => Failing { in_a_row: failing.in_a_row.saturating_add(1), ..failing },
            None => Failing { in_a_row: 1, since: at, told: None, cause: None },
        });
        let change = match self.failing {
            Some(failing) => self.of_failure(rule, failing, was_flaky, cause, at),
            None => {
                self.of_pass(rule, before, was_flaky).filter(|change| passed || *change != Change::Passed)
            }
        };
        if let (Some(_), Some(failing)) = (change, &mut self.failing) {
            (failing.told, failing.cause) = (Some(at), cause);
        }
        let tell = change.map(|change| {
            let counted = self.failing.or(before);
            Tell {
                change,
                failures_in_a_row: counted.map_or(0, |failing| failing.in_a_row),
                failing_since: counted.map(|failing| failing.since),
            }
        });
        (self, tell)
    }

    fn of_failure(
        &self,
        rule: &Rule,
        failing: Failing,
        was_flaky: bool,
        cause: Option<Cause>,
        at: i64,
    ) -> Option<Change> {
        if self.flaky {
            // Once is enough, except for those who want to hear of every run.
            let every = !matches!(rule.when, When::Failures(_));
            return (every || !was_flaky).then_some(Change::Flaky);
        }
        // That nobody could look was told; that there is something wrong is news.
        let worse = failing.cause == Some(Cause::Agent) && cause == Some(Cause::Api);
        let anew = failing.told.is_none() || was_flaky || worse;
        let first = if anew { Change::Failed } else { Change::StillFailing };
        match rule.when {
            When::EveryRun | When::EveryFailure => Some(first),
            When::Failures(enough) if failing.in_a_row < enough.max(1) => None,
            When::Failures(_) => match failing.told {
                Some(told) if !anew => {
                    // A clock that was put back counts as no time at all.
                    let passed = at.saturating_sub(told);
                    let due = rule.remind_after.is_some_and(|after| passed >= i64::from(after) * 1_000_000);
                    due.then_some(Change::StillFailing)
                }
                _ => Some(Change::Failed),
            },
        }
    }

    fn of_pass(&self, rule: &Rule, before: Option<Failing>, was_flaky: bool) -> Option<Change> {
        let every = rule.when == When::EveryRun;
        if self.flaky {
            return (every || !was_flaky).then_some(Change::Flaky);
        }
        let told = was_flaky || before.is_some_and(|failing| failing.told.is_some());
        if told && (every || rule.back_to_normal) {
            return Some(Change::Recovered);
        }
        every.then_some(Change::Passed)
    }

    /// Whether outcomes change often. Who counts as flaky does so until the changes are half as many.
    fn wavers(&self, flaky: Flaky) -> bool {
        let runs = u32::from(flaky.runs.clamp(2, 32));
        let pairs = u32::MAX >> (32 - (runs - 1));
        let changes = ((self.history ^ self.history >> 1) & pairs).count_ones();
        let enough = u32::from(flaky.changes.max(1));
        changes >= if self.flaky { enough.div_ceil(2) } else { enough }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Causes, Flaky};

    const MINUTE: i64 = 60_000_000;

    /// One letter per run: `p`assed, `f`ailed, the `a`gent's fault, `-` for a run that says nothing; and what is told of
    /// each: `P F S R K` (flaky), `.` for nothing.
    fn told(rule: Rule, runs: &str) -> String {
        let mut state = State::default();
        runs.chars()
            .enumerate()
            .map(|(minute, run)| {
                let verdict = match run {
                    'p' => Verdict::Passed,
                    'f' => Verdict::Failed(Cause::Api),
                    'a' => Verdict::Failed(Cause::Agent),
                    _ => Verdict::Nothing,
                };
                let (next, tell) = state.after(&rule, verdict, minute as i64 * MINUTE);
                state = next;
                tell.map_or('.', |tell| match tell.change {
                    Change::Passed => 'P',
                    Change::Failed => 'F',
                    Change::StillFailing => 'S',
                    Change::Recovered => 'R',
                    Change::Flaky => 'K',
                    Change::Acknowledged | Change::Closed => unreachable!("people do, not runs"),
                })
            })
            .collect()
    }

    fn rule(when: When, back_to_normal: bool) -> Rule {
        Rule { when, back_to_normal, remind_after: None, flaky: None, causes: Causes::Any }
    }

    #[test]
    fn the_table() {
        let flaky = Some(Flaky { runs: 6, changes: 4 });
        let rows: &[(&str, Rule, &str, &str)] = &[
            ("every run", rule(When::EveryRun, false), "ppffp-p", "PPFSR.P"),
            ("every failure", rule(When::EveryFailure, false), "pffpf", ".FS.F"),
            ("every failure and back", rule(When::EveryFailure, true), "pffppf", ".FSR.F"),
            ("first failure", rule(When::Failures(1), false), "pfffpf", ".F...F"),
            ("none counts as one", rule(When::Failures(0), false), "pff", ".F."),
            ("three in a row", rule(When::Failures(3), false), "ffpfffff", ".....F.."),
            ("three in a row and back", rule(When::Failures(3), true), "ffpfffffpp", ".....F..R."),
            ("nothing told, nothing to take back", rule(When::Failures(3), true), "ffp", "..."),
            ("runs that say nothing end no row", rule(When::Failures(3), true), "f-f-fp", "....FR"),
            ("a first run that passes is no recovery", rule(When::Failures(1), true), "pp", ".."),
            (
                "reminders",
                Rule { remind_after: Some(120), ..rule(When::Failures(2), true) },
                "ffffffp",
                ".F.S.SR",
            ),
            (
                "only the target",
                Rule { causes: Causes::OnlyApi, ..rule(When::Failures(2), true) },
                "faafp",
                "...FR",
            ),
            (
                "only agents",
                Rule { causes: Causes::OnlyAgent, ..rule(When::Failures(2), true) },
                "aafap",
                ".FR..",
            ),
            (
                "a failure that is none of the agent's is no pass either",
                Rule { causes: Causes::OnlyAgent, ..rule(When::EveryRun, true) },
                "pffafp",
                "P..FRP",
            ),
            (
                "could not be run, then fails, then cannot be run again",
                rule(When::Failures(1), true),
                "aaffafp",
                "F.F...R",
            ),
            (
                "flaky once, then calm",
                Rule { flaky, ..rule(When::Failures(1), true) },
                "pfpfpfpppppp",
                ".FRFK.....R.",
            ),
            (
                "flaky, then down",
                Rule { flaky, ..rule(When::Failures(1), true) },
                "pfpfpffffff",
                ".FRFK....F.",
            ),
            (
                "flaky and every failure",
                Rule { flaky, ..rule(When::EveryFailure, false) },
                "pfpfpf",
                ".F.FKK",
            ),
        ];
        for (name, rule, runs, expected) in rows {
            assert_eq!(told(*rule, runs), *expected, "{name}: {runs}");
        }
    }

    #[test]
    fn a_clock_put_back_reminds_nobody() {
        let rule = Rule { remind_after: Some(60), ..rule(When::Failures(1), false) };
        let failed = Verdict::Failed(Cause::Api);
        let (state, tell) = State::default().after(&rule, failed, 1_000 * MINUTE);
        assert_eq!(
            tell,
            Some(Tell { change: Change::Failed, failures_in_a_row: 1, failing_since: Some(1_000 * MINUTE) })
        );
        assert_eq!(state.after(&rule, failed, i64::MIN).1, None);
        assert!(state.after(&rule, failed, i64::MAX).1.is_some());
    }

    #[test]
    fn the_count_is_told_with_it() {
        let rule = rule(When::Failures(2), true);
        let failed = Verdict::Failed(Cause::Api);
        let (state, _) = State::default().after(&rule, failed, 5);
        let (state, tell) = state.after(&rule, failed, 6);
        assert_eq!(tell.map(|tell| (tell.failures_in_a_row, tell.failing_since)), Some((2, Some(5))));
        let (_, tell) = state.after(&rule, Verdict::Passed, 7);
        let recovered = Tell { change: Change::Recovered, failures_in_a_row: 2, failing_since: Some(5) };
        assert_eq!(tell, Some(recovered));
    }

    #[test]
    fn the_words_of_runscope() {
        assert_eq!(Rule::of_runscope("switch", Some(3)), Some(rule(When::Failures(3), true)));
        assert_eq!(Rule::of_runscope("failures", None), Some(rule(When::EveryFailure, false)));
        assert_eq!(Rule::of_runscope("sometimes", None), None);
    }

    #[test]
    fn passing_leaves_nothing_to_keep() {
        let steady = rule(When::Failures(1), true);
        let flaky = Rule { flaky: Some(Flaky { runs: 6, changes: 4 }), ..steady };
        for rule in [steady, flaky] {
            let (state, _) = State::default().after(&rule, Verdict::Passed, 1);
            assert!(state.is_fresh());
            let (state, _) = state.after(&rule, Verdict::Failed(Cause::Api), 2);
            assert!(!state.is_fresh());
            let (mut state, _) = state.after(&rule, Verdict::Passed, 3);
            assert_eq!(state.is_fresh(), rule.flaky.is_none(), "who asks for flaky tests needs the history");
            for at in 4..40 {
                state = state.after(&rule, Verdict::Passed, at).0;
            }
            assert!(state.is_fresh());
        }
    }

    #[test]
    fn a_state_reads_back() {
        let rule = Rule { flaky: Some(Flaky { runs: 6, changes: 4 }), ..rule(When::Failures(1), true) };
        let (state, _) = State::default().after(&rule, Verdict::Failed(Cause::Api), 2);
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state);
    }
}
