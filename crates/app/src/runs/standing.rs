//! How tests stand: by the last verdict of each environment in each place.
//!
//! Verdicts are looked for in the newest runs. Of what ran too seldom to be among them, the open incidents know.

use std::collections::HashMap;

use tacit_alert::{Cause, Condition, Incident, Verdict};
use tacit_spec::{BucketKey, EnvironmentId, TeamId, TestId};
use tacit_store::{
    Page, buckets, incidents,
    runs::{self, Outcome},
    tests,
};

use crate::{App, Micros, Permission, Result, Who};

/// So many runs back the last verdicts are looked for.
pub(crate) const LOOK_BACK: u32 = 35;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every last verdict is a pass.
    Passing,
    /// A last verdict is a failure.
    Failing,
    /// None is a failure, and somewhere the last run could not be executed: nobody watches there.
    Unwatched,
    /// There is no verdict.
    Unknown,
}

/// How a test stands.
pub struct TestStanding {
    /// The test.
    pub test: TestId,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// The first failure of those in a row that make it failing.
    pub failing_since: Option<Micros>,
    /// Its newest runs, newest first.
    pub runs: Vec<Outcome>,
}

/// How the tests of a bucket stand.
pub struct BucketStanding {
    /// The bucket.
    pub bucket: BucketKey,
    /// Its name.
    pub name: String,
    /// The failing ones first, then by name.
    pub tests: Vec<TestStanding>,
}

impl Standing {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passing => "passing",
            Self::Failing => "failing",
            Self::Unwatched => "unwatched",
            Self::Unknown => "unknown",
        }
    }

    /// One for many: the worst of all.
    #[must_use]
    pub fn of_all(all: impl IntoIterator<Item = Self>) -> Self {
        let worst = |one: &Self| match one {
            Self::Unknown => 0,
            Self::Passing => 1,
            Self::Unwatched => 2,
            Self::Failing => 3,
        };
        all.into_iter().max_by_key(worst).unwrap_or(Self::Unknown)
    }
}

impl App {
    /// How the tests of a team stand, bucket by bucket; with `only`, of that bucket.
    pub async fn team_standing(
        &self,
        who: &Who,
        team: TeamId,
        only: Option<&BucketKey>,
    ) -> Result<Vec<BucketStanding>> {
        self.team(who, team, Permission::ViewTests).await?;
        let mut all = buckets::of_team(&self.parts.store, team, Page::first(u32::MAX)).await?;
        all.retain(|bucket| only.is_none_or(|only| bucket.key == *only));
        let mut standing = Vec::with_capacity(all.len());
        for bucket in all {
            let tests = self.tests_standing(&bucket.key).await?;
            standing.push(BucketStanding { bucket: bucket.key, name: bucket.name, tests });
        }
        Ok(standing)
    }

    /// How the tests of a bucket stand, the failing ones first.
    pub(crate) async fn tests_standing(&self, bucket: &BucketKey) -> Result<Vec<TestStanding>> {
        let store = &self.parts.store;
        let tests = tests::of_bucket(store, bucket, Page::first(u32::MAX)).await?;
        let mut runs = HashMap::<TestId, Vec<Outcome>>::new();
        for outcome in runs::outcomes_of_bucket(store, bucket, None, LOOK_BACK).await? {
            runs.entry(outcome.test).or_default().push(outcome);
        }
        let mut open = HashMap::<TestId, Vec<incidents::Incident>>::new();
        let ids: Vec<_> = tests.iter().map(|test| test.id).collect();
        for incident in incidents::open_of(store, &ids).await? {
            open.entry(incident.test).or_default().push(incident);
        }
        let mut all: Vec<_> = tests
            .into_iter()
            .map(|test| {
                let runs = runs.remove(&test.id).unwrap_or_default();
                let (standing, failing_since) = standing(&runs, &open.remove(&test.id).unwrap_or_default());
                TestStanding { test: test.id, name: test.name, standing, failing_since, runs }
            })
            .collect();
        all.sort_by_cached_key(|test| (test.standing != Standing::Failing, test.name.to_lowercase()));
        Ok(all)
    }
}

/// The last runs of one environment in one place.
#[derive(Clone, Copy)]
struct Series {
    /// By the newest run that says something.
    newest: Standing,
    /// By the newest run that was executed.
    executed: Option<Standing>,
    /// The first of the failures in a row that it ends with.
    since: Micros,
    is_over: bool,
}

impl Series {
    fn standing(&self) -> Standing {
        match (self.executed, self.newest) {
            (Some(Standing::Failing), _) => Standing::Failing,
            (_, newest) => newest,
        }
    }
}

/// By runs of one test, newest first, and its open incidents.
fn standing(runs: &[Outcome], open: &[incidents::Incident]) -> (Standing, Option<Micros>) {
    let mut series = HashMap::<(Option<EnvironmentId>, String), Series>::new();
    for run in runs {
        let said = match Verdict::of(run.result, run.reason.as_deref()) {
            Verdict::Passed => Standing::Passing,
            Verdict::Failed(Cause::Api) => Standing::Failing,
            Verdict::Failed(Cause::Agent) => Standing::Unwatched,
            Verdict::Nothing => continue,
        };
        let key = (run.environment, run.place().key());
        let one = series.entry(key).or_insert(Series {
            newest: said,
            executed: None,
            since: run.created_at,
            is_over: false,
        });
        if said == Standing::Unwatched {
            continue;
        }
        one.is_over |= one.executed.is_some_and(|executed| executed != said);
        if !one.is_over {
            (one.executed, one.since) = (Some(said), run.created_at);
        }
    }
    let mut all: Vec<_> = series.values().map(|one| (one.standing(), one.since)).collect();
    for incident in open {
        let Ok(state) = serde_json::from_str::<Incident>(&incident.state) else { continue };
        for (place, condition) in state.places() {
            let standing = match condition {
                Condition::Down => Standing::Failing,
                Condition::Unwatched => Standing::Unwatched,
                Condition::Well | Condition::Flaky => continue,
            };
            if !series.contains_key(&(incident.environment, place.to_owned())) {
                all.push((standing, incident.opened_at));
            }
        }
    }
    let failing = all.iter().filter(|(standing, _)| *standing == Standing::Failing);
    let since = failing.map(|(_, since)| *since).min();
    (Standing::of_all(all.into_iter().map(|(standing, _)| standing)), since)
}

#[cfg(test)]
mod here {
    use tacit_record::RunResult;
    use tacit_spec::{IncidentId, RunId};
    use tacit_store::runs::{RunSource, RunStatus};
    use uuid::Uuid;

    use super::*;

    /// Newest first: environment and verdict of each.
    fn runs(all: &[(u128, Option<RunResult>)]) -> Vec<Outcome> {
        let one = |(at, (environment, result)): (usize, &(u128, Option<RunResult>))| Outcome {
            id: RunId(Uuid::nil()),
            test: TestId(Uuid::nil()),
            status: if result.is_some() { RunStatus::Finished } else { RunStatus::Missed },
            result: *result,
            environment: Some(EnvironmentId(Uuid::from_u128(*environment))),
            environment_name: String::new(),
            region: Some("local".into()),
            agent: None,
            reason: None,
            source: RunSource::Scheduled,
            created_at: 100 - at as i64,
            finished_at: None,
            response_time_us: None,
        };
        all.iter().enumerate().map(one).collect()
    }

    #[test]
    fn the_last_verdict_of_each_environment_counts() {
        let (pass, fail, none) = (Some(RunResult::Pass), Some(RunResult::Fail), None);
        for (all, expected) in [
            (vec![], (Standing::Unknown, None)),
            (vec![(1, none)], (Standing::Unknown, None)),
            (vec![(1, pass), (1, fail)], (Standing::Passing, None)),
            (vec![(1, none), (1, fail), (1, fail), (1, pass), (1, fail)], (Standing::Failing, Some(98))),
            (vec![(1, pass), (2, fail), (1, fail)], (Standing::Failing, Some(99))),
            (vec![(1, pass), (2, pass), (2, fail)], (Standing::Passing, None)),
        ] {
            assert_eq!(standing(&runs(&all), &[]), expected, "{all:?}");
        }
    }

    #[test]
    fn where_nobody_watches_nothing_is_passing() {
        let away = |at: usize, mut all: Vec<Outcome>| {
            all[at].status = RunStatus::Missed;
            all[at].reason = Some("agent_expired".into());
            standing(&all, &[])
        };
        let (pass, fail) = (Some(RunResult::Pass), Some(RunResult::Fail));
        assert_eq!(away(0, runs(&[(1, None), (1, pass)])), (Standing::Unwatched, None));
        assert_eq!(away(0, runs(&[(1, None), (1, fail)])), (Standing::Failing, Some(99)));
        assert_eq!(away(1, runs(&[(1, pass), (1, None)])), (Standing::Passing, None));
        assert_eq!(away(0, runs(&[(1, None), (2, pass)])), (Standing::Unwatched, None));
    }

    #[test]
    fn what_ran_too_seldom_is_known_by_its_incident() {
        let incident = |environment: u128, condition: Condition| {
            let (state, _) = Incident::open("local", condition, 7).unwrap();
            incidents::Incident {
                id: IncidentId(Uuid::nil()),
                team: TeamId(Uuid::nil()),
                bucket: BucketKey(String::new()),
                test: TestId(Uuid::nil()),
                environment: Some(EnvironmentId(Uuid::from_u128(environment))),
                state: serde_json::to_string(&state).unwrap(),
                condition: String::new(),
                opened_at: 7,
                resolved_at: None,
                acknowledged_by: None,
                acknowledged_at: None,
            }
        };
        let passing = runs(&[(1, Some(RunResult::Pass))]);
        assert_eq!(standing(&passing, &[incident(2, Condition::Down)]), (Standing::Failing, Some(7)));
        assert_eq!(standing(&passing, &[incident(2, Condition::Unwatched)]), (Standing::Unwatched, None));
        // Its own runs know better, as in a maintenance window.
        assert_eq!(standing(&passing, &[incident(1, Condition::Down)]), (Standing::Passing, None));
    }
}
