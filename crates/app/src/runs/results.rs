//! Looking back at runs.

use tacit_record::{RunResult, StoredRun};
use tacit_spec::{BucketKey, RunId, TestId, limits};
use tacit_store::{
    people::Person,
    runs::{self, Run, RunFilter, RunStatus},
    shares::{self, ShareKind, Shown},
    tests,
};
use uuid::Uuid;

use super::GivenUp;
use crate::{App, AppError, Micros, Permission, Result, Who};

/// A run in a list.
pub struct ResultView {
    /// The run.
    pub run: Run,
    /// Who asked for it.
    pub run_by: Option<Person>,
    /// What its remote agent is called.
    pub agent_name: Option<String>,
}

/// A run with its record.
pub struct ResultDetail {
    /// The run.
    pub view: ResultView,
    /// `None` before the end, without one, and when only the summary is kept.
    pub record: Option<StoredRun>,
    /// Until when a link shows it to readers outside the team.
    pub shared_until: Option<Micros>,
}

/// The runs that one trigger of a bucket started.
pub struct GroupView {
    /// What they have in common.
    pub group: Uuid,
    /// The bucket's name.
    pub bucket_name: String,
    /// In their order.
    pub runs: Vec<Run>,
}

impl ResultView {
    /// How it stands: `queued`, `working`, `pass`, `fail`, `canceled`, `missed`.
    #[must_use]
    pub fn result(&self) -> &'static str {
        result_word(self.run.status, self.run.result)
    }

    /// Why there is no result, or not all of it.
    #[must_use]
    pub fn given_up(&self) -> Option<GivenUp> {
        self.run.reason.as_deref().and_then(GivenUp::parse)
    }
}

/// One word for how a run stands. Without a result it failed, though not by its own fault.
#[must_use]
pub fn result_word(status: RunStatus, result: Option<RunResult>) -> &'static str {
    match (status, result) {
        (RunStatus::Queued, _) => "queued",
        (RunStatus::Working, _) => "working",
        (RunStatus::Missed, _) => "missed",
        (RunStatus::Canceled, _) => RunResult::Canceled.as_str(),
        (RunStatus::Finished, Some(result)) => result.as_str(),
        (RunStatus::Finished, None) => RunResult::Fail.as_str(),
    }
}

impl App {
    /// The runs of a test, newest first: asked for after `since` or before `before`, not both.
    pub async fn results(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        (since, before): (Option<Micros>, Option<Micros>),
        count: Option<usize>,
    ) -> Result<Vec<ResultView>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        if since.is_some() && before.is_some() {
            return Err(AppError::invalid("before", "ask for `since` or for `before`, not both"));
        }
        let count = count.unwrap_or(limits::RESULTS_DEFAULT_COUNT).min(limits::RESULTS_MAX_COUNT);
        let store = &self.parts.store;
        tests::find_in(store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let filter = RunFilter { since, before, ..RunFilter::default() };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let rows = runs::of_test(store, test, filter, count).await?;
        let people = self.people_by_id(rows.iter().filter_map(|run| run.run_by).collect()).await?;
        let agents = self.agent_names(rows.iter().filter_map(|run| run.agent)).await?;
        let view = |run: Run| ResultView {
            run_by: run.run_by.and_then(|id| people.get(&id).cloned()),
            agent_name: run.agent.and_then(|id| agents.get(&id).cloned()),
            run,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// One run with its record; with `None` the newest.
    pub async fn result(
        &self,
        who: &Who,
        bucket: &BucketKey,
        test: TestId,
        run: Option<RunId>,
    ) -> Result<ResultDetail> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let store = &self.parts.store;
        tests::find_in(store, bucket, test).await?.ok_or(AppError::NotFound("test"))?;
        let run = match run {
            Some(run) => runs::find_in(store, bucket, test, run).await?,
            None => runs::latest(store, test).await?,
        };
        let run = run.ok_or(AppError::NotFound("run"))?;
        let mut people = self.people_by_id(run.run_by.into_iter().collect()).await?;
        let record = match run.status {
            RunStatus::Finished | RunStatus::Canceled => runs::record(store, run.id).await?,
            RunStatus::Queued | RunStatus::Working | RunStatus::Missed => None,
        };
        let run_by = run.run_by.and_then(|id| people.remove(&id));
        let shown = Shown { bucket, kind: ShareKind::Result, test: Some(test), run: Some(run.id) };
        let shared_until = shares::find_to(store, shown).await?.and_then(|share| share.expires_at);
        let shared_until = shared_until.filter(|until| *until > self.now());
        let agent_name = self.agent_names(run.agent).await?.into_values().next();
        Ok(ResultDetail { view: ResultView { run, run_by, agent_name }, record, shared_until })
    }

    /// The runs that one call of the bucket's trigger started.
    pub async fn group(&self, who: &Who, bucket: &BucketKey, group: Uuid) -> Result<GroupView> {
        let access = self.bucket(who, bucket, Permission::ViewTests).await?;
        let runs = runs::of_group(&self.parts.store, group).await?;
        if runs.first().is_none_or(|run| run.bucket != *bucket) {
            return Err(AppError::NotFound("run of the bucket"));
        }
        Ok(GroupView { group, bucket_name: access.bucket.name, runs })
    }
}
