//! Running the cases, a few at once, and reporting each in its turn.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use futures::{StreamExt, stream};
use tacit_agent::{Agent, AssignedSecret, Assignment, Limits};
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
    secrets: Arc<Vec<AssignedSecret>>,
    variables: Vec<(String, String)>,
    args: &RunArgs,
) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::could_not(format!("the program cannot start: {}", error.kind())))?;
    let cancel = CancellationToken::new();
    let work = async {
        tokio::spawn(crate::signals::cancel(cancel.clone()));
        let progress = Progress::new(cases.len(), args);
        let stop = AtomicBool::new(false);
        let mut reports = Reports::new(args, &progress);
        let run = |case: Case| one(&agent, case, &secrets, &variables, &progress, &stop, &cancel, args.bail);
        let mut finished = stream::iter(cases).map(run).buffered(args.jobs.into());
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

#[expect(clippy::too_many_arguments, reason = "all of it is what the runs of one command share")]
fn one(
    agent: &Agent,
    case: Case,
    secrets: &Arc<Vec<AssignedSecret>>,
    variables: &[(String, String)],
    progress: &Progress,
    stop: &AtomicBool,
    cancel: &CancellationToken,
    bail: bool,
) -> impl Future<Output = Finished> {
    async move {
        let id = Uuid::now_v7();
        if stop.load(Relaxed) || cancel.is_cancelled() {
            return Finished { case, id, record: None };
        }
        let assignment = Assignment {
            team: Uuid::nil(),
            context: case.context(),
            test: case.test.clone(),
            shared: case.shared.clone(),
            environment: case.environment.clone(),
            trigger_variables: variables.to_vec(),
            secrets: Arc::clone(secrets),
            limits: Limits::default(),
        };
        let news = |news| progress.hear(&case, &news);
        let record = agent.run(assignment, &news, cancel.clone()).await;
        if bail && record.result != RunResult::Pass {
            stop.store(true, Relaxed);
        }
        Finished { case, id, record: Some(record) }
    }
}
