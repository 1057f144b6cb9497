//! How tests stand: by the last verdict of each environment in each place.

use std::collections::HashMap;

use tacit_record::RunResult;
use tacit_spec::{BucketKey, TeamId, TestId};
use tacit_store::{
    Page, buckets,
    runs::{self, Outcome, RunStatus},
    tests,
};

use super::GivenUp;
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
            Self::Unknown => "unknown",
        }
    }

    /// One for many: a failing one makes all failing.
    #[must_use]
    pub fn of_all(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::Unknown, |sum, one| match (sum, one) {
            (Self::Failing, _) | (_, Self::Failing) => Self::Failing,
            (Self::Passing, _) | (_, Self::Passing) => Self::Passing,
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        })
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
        let mut all: Vec<_> = tests
            .into_iter()
            .map(|test| {
                let runs = runs.remove(&test.id).unwrap_or_default();
                let (standing, failing_since) = standing(&runs);
                TestStanding { test: test.id, name: test.name, standing, failing_since, runs }
            })
            .collect();
        all.sort_by_cached_key(|test| (test.standing != Standing::Failing, test.name.to_lowercase()));
        Ok(all)
    }
}

/// By runs of one test, newest first.
fn standing(runs: &[Outcome]) -> (Standing, Option<Micros>) {
    let mut series = HashMap::<_, (Standing, Micros, bool)>::new();
    for run in runs {
        let Some(verdict) = verdict(run.status, run.result, run.reason.as_deref()) else { continue };
        let (newest, since, over) = series.entry((run.environment, &run.region, run.agent)).or_insert((
            verdict,
            run.created_at,
            false,
        ));
        *over |= verdict != *newest;
        if !*over {
            *since = run.created_at;
        }
    }
    let failing = series.values().filter(|(standing, ..)| *standing == Standing::Failing);
    let since = failing.map(|(_, since, _)| *since).min();
    (Standing::of_all(series.values().map(|(standing, ..)| *standing)), since)
}

/// What an ended run says of its test: cancelled and missed ones say nothing, and neither do those that nobody came back
/// from.
fn verdict(status: RunStatus, result: Option<RunResult>, reason: Option<&str>) -> Option<Standing> {
    match (status, result) {
        (RunStatus::Finished, Some(RunResult::Pass)) => Some(Standing::Passing),
        (RunStatus::Finished, Some(RunResult::Fail)) => Some(Standing::Failing),
        (RunStatus::Finished, None) => {
            (!reason.and_then(GivenUp::parse).is_some_and(GivenUp::is_agents)).then_some(Standing::Failing)
        }
        _ => None,
    }
}

#[cfg(test)]
mod here {
    use tacit_spec::{EnvironmentId, RunId};
    use tacit_store::runs::RunSource;
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
            assert_eq!(standing(&runs(&all)), expected, "{all:?}");
        }
    }
}
