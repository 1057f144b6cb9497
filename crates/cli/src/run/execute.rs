//! Running the cases, a few at once, and reporting each in its turn.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use futures::{StreamExt, stream};
use tacit_agent::{Agent, Assignment, JobSecret, Limits};
use tacit_record::{Run, RunResult};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{case::Case, progress::Progress, report::Reports};
use crate::{Exit, Failure, settings::RunArgs};

/// A case with what came of it.
pub(crate) struct Finished {
    /// What was run.
    pub(crate) case: Case,
    /// Names this run.
    pub(crate) id: Uuid,
    /// `None` when it was not started.
    pub(crate) record: Option<Run>,
}

impl Finished {
    /// Whether it was run and passed.
    pub(crate) fn passed(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.result == RunResult::Pass)
    }
}

/// Runs all cases.
pub(crate) fn all(
    agent: Agent,
    cases: Vec<Case>,
    secrets: Arc<Vec<JobSecret>>,
    variables: Vec<(String, String)>,
    args: &RunArgs,
) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::could_not(format!("the program cannot start: {}", error.kind())))?;
    let cancel = CancellationToken::new();
    let progress = Progress::new(cases.len(), args);
    let work = async {
        tokio::spawn(crate::signals::cancel(cancel.clone()));
        let runs = Runs {
            agent: &agent,
            secrets: &secrets,
            variables: &variables,
            progress: &progress,
            cancel: &cancel,
            bail: args.bail,
            stop: AtomicBool::new(false),
        };
        let mut reports = Reports::new(args, &progress);
        let mut finished = stream::iter(cases).map(|case| runs.one(case)).buffered(args.jobs.into());
        while let Some(finished) = finished.next().await {
            reports.add(finished)?;
        }
        drop(finished);
        agent.close().await;
        reports.finish()
    };
    let failed = runtime.block_on(work)?;
    Ok(match (cancel.is_cancelled(), failed) {
        (true, _) => Exit::Interrupted,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Passed,
    })
}

/// What the runs of one command share.
struct Runs<'a> {
    agent: &'a Agent,
    secrets: &'a Arc<Vec<JobSecret>>,
    variables: &'a [(String, String)],
    progress: &'a Progress,
    cancel: &'a CancellationToken,
    bail: bool,
    /// A test failed that nothing shall follow.
    stop: AtomicBool,
}

impl Runs<'_> {
    async fn one(&self, case: Case) -> Finished {
        let id = Uuid::now_v7();
        if self.stop.load(Relaxed) || self.cancel.is_cancelled() {
            return Finished { case, id, record: None };
        }
        let assignment = Assignment {
            team: Uuid::nil(),
            context: case.context(),
            test: case.test.clone(),
            shared: case.shared.clone(),
            environment: case.environment.clone(),
            subtests: case.subtests.clone(),
            trigger_variables: self.variables.to_vec(),
            secrets: Arc::clone(self.secrets),
            limits: Limits::default(),
        };
        let news = |news| self.progress.hear(&case, &news);
        let mut record = self.agent.run(assignment, &news, self.cancel.clone()).await;
        // There is no audit log here, and no owner.
        let _ = record.take_aside();
        if self.bail && record.result != RunResult::Pass {
            self.stop.store(true, Relaxed);
        }
        Finished { case, id, record: Some(record) }
    }
}
