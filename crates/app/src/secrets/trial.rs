//! Trying the next value of a secret: a run of everything that uses it, which nobody is alarmed by.

use std::collections::{HashMap, HashSet};

use tacit_record::RunResult;
use tacit_spec::{BucketKey, EnvironmentId, SecretId};
use tacit_store::{
    Page, environments,
    runs::{self, Run, RunFilter, RunStatus},
    secrets as rows,
    tests::{self, Test},
};
use tacit_vault::audit::{Action, Detail};

use super::{Access, NextValue, next, rules};
use crate::{App, AppError, Result, Who};

/// Runs of one trial at most: more at once would be a load test.
const MOST: usize = 500;
/// So many runs back a verdict with the current value is looked for.
const BACK: u32 = 20;

/// How a trial of the next value stands.
pub struct SecretTrial {
    /// The value that is tried.
    pub next: NextValue,
    /// All in all.
    pub verdict: TrialVerdict,
    /// The last run of each test in each environment and place.
    pub runs: Vec<TrialRun>,
}

/// What a trial says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialVerdict {
    /// No run has tried the value.
    Untried,
    /// Nothing uses the secret, so there is nothing to try.
    Unused,
    /// Some runs have not ended.
    Running,
    /// Each run passed.
    Passed,
    /// Some did not.
    Failed,
}

impl TrialVerdict {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untried => "untried",
            Self::Unused => "unused",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// One run with the next value.
pub struct TrialRun {
    /// The run.
    pub run: Run,
    /// Of one that did not pass, whether the same passed with the current value the last time; `None` when that is not known.
    pub passes_with_current: Option<bool>,
}

impl SecretTrial {
    /// How many runs ended otherwise than well.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.runs.iter().filter(|one| ended_badly(&one.run)).count()
    }
}

impl App {
    /// Runs every test that uses the secret, once, with its next value. The owner's.
    pub async fn try_secret_value(&self, who: &Who, secret: SecretId) -> Result<SecretTrial> {
        let (access, row) = self.own_secret(who, secret).await?;
        self.waiting(&row).await?;
        let users = self.users_of(&access, &row.name).await?;
        if users.len() > MOST {
            return Err(AppError::Conflict(format!(
                "more than {MOST} tests and environments use it, too many to be tried at once: run some of them by hand \
                 after the change"
            )));
        }
        let mut tx = self.parts.store.begin().await?;
        let event = self.told(&access, Action::SecretTried, secret, &rules::name(&row.name)?)?;
        self.audit(&mut tx, event.with(Detail::Count(users.len() as u64))).await?;
        tx.commit().await?;
        self.start_trial(who, access.team.id, secret, users).await?;
        self.secret_trial(who, secret).await
    }

    /// How the trial of the next value stands. The owner's.
    pub async fn secret_trial(&self, who: &Who, secret: SecretId) -> Result<SecretTrial> {
        let (access, row) = self.own_secret(who, secret).await?;
        let next = self.waiting(&row).await?;
        let all = runs::of_trial(&self.parts.store, secret, next.since).await?;
        let mut newest = HashMap::new();
        for (at, run) in all.iter().enumerate() {
            newest.insert((run.test, run.environment, run.place().key()), at);
        }
        let newest: HashSet<_> = newest.into_values().collect();
        let mut tried = Vec::with_capacity(newest.len());
        for run in all.into_iter().enumerate().filter(|(at, _)| newest.contains(at)).map(|(_, run)| run) {
            let passes_with_current =
                if ended_badly(&run) { self.passes_with_current(&run).await? } else { None };
            tried.push(TrialRun { run, passes_with_current });
        }
        let verdict = if tried.is_empty() {
            // Who puts the name together while it runs cannot be tried, and may use it all the same.
            match self.secret_usage(who, &access.scope(), secret).await?.is_unused() {
                true => TrialVerdict::Unused,
                false => TrialVerdict::Untried,
            }
        } else if tried.iter().any(|one| ended_badly(&one.run)) {
            TrialVerdict::Failed
        } else if tried.iter().any(|one| is_open(&one.run)) {
            TrialVerdict::Running
        } else {
            TrialVerdict::Passed
        };
        Ok(SecretTrial { next, verdict, runs: tried })
    }

    async fn waiting(&self, row: &rows::Secret) -> Result<NextValue> {
        self.next_values(row.team).await?.remove(&row.id).ok_or_else(next::none_waits)
    }

    /// How the same ended with the current value the last time.
    async fn passes_with_current(&self, tried: &Run) -> Result<Option<bool>> {
        let filter = RunFilter { environment: tried.environment, ..RunFilter::default() };
        let recent = runs::of_test(&self.parts.store, tried.test, filter, BACK).await?;
        let same = |run: &&Run| {
            run.trial_of.is_none() && run.environment == tried.environment && run.place() == tried.place()
        };
        let verdict = |run: &Run| match run.result {
            Some(RunResult::Pass) => Some(true),
            Some(RunResult::Fail) => Some(false),
            _ => None,
        };
        Ok(recent.iter().filter(same).find_map(verdict))
    }

    /// What to run: each test that names the secret, and each that is run in an environment which does.
    async fn users_of(&self, access: &Access, name: &str) -> Result<Vec<(Test, Option<EnvironmentId>)>> {
        let store = &self.parts.store;
        let mut users = Vec::new();
        for found in self.definitions_with_secrets(access.team.id, access.key(), name).await? {
            if !found.uses.contains_key(name) {
                continue;
            }
            let environment = found.environment.map(|(id, _)| id);
            match (found.test, environment) {
                (Some((test, _)), _) => {
                    users.extend(tests::find(store, test).await?.map(|test| (test, environment)));
                }
                (None, Some(shared)) => users.extend(self.run_in(&found.bucket, shared).await?),
                (None, None) => {}
            }
        }
        Ok(users)
    }

    /// The tests that run in a shared environment: as it is, or in one of theirs that builds on it.
    async fn run_in(
        &self,
        bucket: &BucketKey,
        shared: EnvironmentId,
    ) -> Result<Vec<(Test, Option<EnvironmentId>)>> {
        let store = &self.parts.store;
        let heirs = environments::heirs(store, shared).await?;
        let tests = tests::of_bucket(store, bucket, Page::first(u32::MAX)).await?;
        let mut users = Vec::new();
        for test in tests {
            if test.default_environment == Some(shared) {
                users.push((test.clone(), Some(shared)));
            }
            let own = heirs.iter().filter(|heir| heir.test == Some(test.id));
            users.extend(own.map(|heir| (test.clone(), Some(heir.id))));
        }
        Ok(users)
    }
}

fn is_open(run: &Run) -> bool {
    matches!(run.status, RunStatus::Queued | RunStatus::Working)
}

fn ended_badly(run: &Run) -> bool {
    !is_open(run) && run.result != Some(RunResult::Pass)
}
