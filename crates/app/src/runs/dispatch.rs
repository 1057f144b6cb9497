//! Taking runs from the queue, having them executed, keeping what came of them.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::FutureExt;
use tacit_queue::{Priority, QueuePlace, Ticket};
use tacit_record::RunResult;
use tacit_spec::{RunId, SecretId, TeamId};
use tacit_store::{
    StoreError,
    retention::Policy,
    runs::{self, Acceptance, FinishedRun, Run, RunSource, RunStatus},
    secrets,
};
use tacit_vault::audit::{Action, Actor, Event, Object};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{GivenUp, RunEvent, job::Unready, results::result_word, retention::keep_forgetting};
use crate::{App, AppError, Micros, Result, Runner};

/// How runs are executed.
#[derive(Clone, Copy, Debug)]
pub struct DispatchSettings {
    /// Runs at once.
    pub concurrency: usize,
    /// How long runs under way may go on when the server stops; then they are queued again.
    pub drain: Duration,
    /// Which results are kept.
    pub retention: Policy,
}

impl Default for DispatchSettings {
    fn default() -> Self {
        Self { concurrency: 64, drain: Duration::from_secs(10), retention: Policy::default() }
    }
}

/// Executes what is asked for.
pub struct Dispatcher;

/// A run belongs to this process for so long, and again before it is over.
const LEASE: Micros = 90_000_000;
const LEASE_TURN: Duration = Duration::from_secs(30);
/// Runs whose lease ended are looked for so often.
const SWEEP: Duration = Duration::from_secs(30);
/// A run that was lost so often is not tried again: it may be what stops the server.
const CLAIMS: i64 = 3;
/// Between tries to reach a store that is full or busy.
const PATIENCE: Duration = Duration::from_secs(2);
/// A secret's use is told once in so long.
const USES_TOLD: Micros = 60 * 60 * 1_000_000;
/// Tries to store a result: an hour of a full disk.
const SAVES: u32 = 1800;

/// The runs under way in this process.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<RunId, CancellationToken>>);

impl Running {
    /// Asks a run to stop; `false` when it is not here.
    pub(super) fn cancel(&self, run: RunId) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.get(&run).is_some_and(|token| {
            token.cancel();
            true
        })
    }

    fn enter(&self, run: RunId) -> CancellationToken {
        let token = CancellationToken::new();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(run, token.clone());
        token
    }

    fn leave(&self, run: RunId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
    }

    fn has(&self, run: RunId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&run)
    }
}

impl Dispatcher {
    /// Queues what an earlier process left, then executes runs until `stop`. The tasks are the tracker's: when it is
    /// empty, every run has ended or waits in the store.
    pub async fn start(
        app: &App,
        runner: Arc<dyn Runner>,
        settings: DispatchSettings,
        stop: CancellationToken,
        tracker: &TaskTracker,
    ) -> Result<()> {
        // This process is the only one: whatever is under way was lost with the one before.
        app.recover(|_| true).await?;
        let work = Work { app: app.clone(), runner, abandon: CancellationToken::new() };
        tracker.spawn(keep_forgetting(app.clone(), settings.retention, stop.clone()));
        tracker.spawn(sweep(app.clone(), stop.clone()));
        tracker.spawn(dispatch(work, settings, stop));
        Ok(())
    }
}

/// What each run needs.
#[derive(Clone)]
struct Work {
    app: App,
    runner: Arc<dyn Runner>,
    /// Runs under way go back to the queue.
    abandon: CancellationToken,
}

async fn dispatch(work: Work, settings: DispatchSettings, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(settings.concurrency.max(1)));
    let under_way = TaskTracker::new();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((work.app.parts.queue.pop(QueuePlace::Inside).await?, place))
        };
        let next = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            next = next => next,
        };
        let Some((ticket, place)) = next else { break };
        under_way.spawn(one(work.clone(), ticket, place));
    }
    under_way.close();
    if tokio::time::timeout(settings.drain, under_way.wait()).await.is_err() {
        tracing::info!(runs = under_way.len(), "runs that are not done go back to the queue");
        work.abandon.cancel();
        under_way.wait().await;
    }
    work.app.parts.queue.close();
    work.app.parts.live.close();
}

async fn one(work: Work, ticket: Ticket, _place: OwnedSemaphorePermit) {
    let run = RunId(ticket.run);
    let app = work.app.clone();
    let cancel = app.parts.running.enter(run);
    let outcome = work.execute(run, cancel).await;
    app.parts.running.leave(run);
    match outcome {
        Ok(()) => {}
        Err(error) => {
            let cause = match &error {
                AppError::Internal(cause) => cause.for_operator().to_owned(),
                other => other.to_string(),
            };
            tracing::error!(%run, cause, "a run could not be dispatched; it is tried again");
            let stopped = work.abandon.cancelled();
            if tokio::time::timeout(PATIENCE, stopped).await.is_err() {
                app.parts.queue.push(ticket);
            }
        }
    }
}

impl Work {
    /// An error means that the run is as it was before.
    async fn execute(&self, id: RunId, cancel: CancellationToken) -> Result<()> {
        let app = &self.app;
        let store = &app.parts.store;
        let Some(run) = runs::find(store, id).await? else {
            // Deleted with its test: whoever watches it need not wait any more.
            app.parts.live.forget(id);
            return Ok(());
        };
        if run.status != RunStatus::Queued {
            return Ok(());
        }
        let job = match app.job(&run).await {
            Ok(job) => job,
            Err(Unready::Never(why)) => return app.give_up(&run, why).await,
            Err(Unready::Later(error)) => return Err(error),
        };
        let now = app.now();
        let Some(epoch) = app.parts.claims.claim(id, now, now + LEASE).await? else { return Ok(()) };
        app.parts.live.restart(id);
        app.tell(&run.bucket, RunEvent { test: run.test, run: id, result: "working" });

        let names: HashMap<String, SecretId> =
            job.secrets.iter().map(|secret| (secret.name.clone(), SecretId(secret.id))).collect();
        // What the shared environment sets, its heirs do not take back.
        let retry = job.environment.retry_on_failure
            || job.shared.as_ref().is_some_and(|shared| shared.retry_on_failure);
        let news = |progress| app.parts.live.publish(id, &progress);
        let running = AssertUnwindSafe(self.runner.run(job, &news, cancel.clone())).catch_unwind();
        let record = tokio::select! {
            () = self.abandon.cancelled() => return app.put_back(&run, epoch).await,
            () = keep_lease(app, id, epoch) => {
                // Somebody else has it, or it is gone: what comes of it here counts for nothing.
                app.ended(&run.bucket, RunEvent { test: run.test, run: id, result: "canceled" });
                return Ok(());
            }
            record = running => record,
        };
        match record {
            Ok(record) => {
                let used = record.secrets.iter().filter_map(|name| names.get(name.as_str()).copied());
                self.keep(&run, epoch, &record, used.collect()).await?;
                if retry && record.result == RunResult::Fail {
                    app.repeat(&run).await;
                }
                Ok(())
            }
            // The panic hook has told the operator where.
            Err(_) => app.give_up(&run, GivenUp::Internal).await,
        }
    }

    /// Stores the record, and in the audit log first what has to stand there; waits for a store that is full or busy.
    async fn keep(
        &self,
        run: &Run,
        epoch: i64,
        record: &tacit_record::Run,
        used: Vec<SecretId>,
    ) -> Result<()> {
        let app = &self.app;
        if record.withheld {
            tracing::error!(
                run = %run.id,
                monotonic_counter.tacit_leaks_stopped = 1_u64,
                "a secret was found in a finished record: the record was dropped"
            );
        }
        let finished = FinishedRun::new(run.id, epoch, record)?;
        let mut audited = false;
        for attempt in 0..SAVES {
            let save = async {
                if !audited {
                    app.tell_audit(run, record.withheld, &used).await?;
                    audited = true;
                }
                Ok::<_, AppError>(app.parts.results.save(finished.clone()).await?)
            };
            let error = match save.await {
                Ok(Acceptance::Accepted) => {
                    let result = record.result.as_str();
                    app.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result });
                    return Ok(());
                }
                Ok(Acceptance::Stale) => {
                    let now = runs::find(&app.parts.store, run.id).await?;
                    let result = now.map_or("canceled", |now| result_word(now.status, now.result));
                    app.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result });
                    return Ok(());
                }
                Err(error @ (AppError::Full | AppError::Busy)) => error,
                Err(error) => return Err(error),
            };
            if attempt == 0 {
                tracing::error!(run = %run.id, %error, "a result waits for the storage");
            }
            if tokio::time::timeout(PATIENCE, self.abandon.cancelled()).await.is_ok() {
                break;
            }
            // The lease is not extended while nothing can be written; nobody else takes the run from here.
        }
        tracing::error!(run = %run.id, "a result could not be stored: the run is repeated after the next start");
        Ok(())
    }
}

/// Ends only when the run is not this process's any more.
async fn keep_lease(app: &App, run: RunId, epoch: i64) {
    loop {
        tokio::time::sleep(LEASE_TURN).await;
        let extend = async {
            let mut tx = app.parts.store.begin().await?;
            let kept = runs::extend_lease(&mut tx, run, epoch, app.now() + LEASE).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(kept)
        };
        if matches!(extend.await, Ok(false)) {
            return;
        }
    }
}

/// Finds runs that were claimed and not executed to the end.
async fn sweep(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        let now = app.now();
        let lost = |run: &runs::Unfinished| {
            !app.parts.running.has(run.id) && run.lease_until.is_none_or(|until| until < now)
        };
        if let Err(error) = app.recover(lost).await {
            tracing::warn!(%error, "unfinished runs could not be looked for");
        }
    }
}

impl App {
    /// Queues waiting runs, and those under way that are `lost`.
    async fn recover(&self, lost: impl Fn(&runs::Unfinished) -> bool) -> Result<()> {
        for run in runs::unfinished(&self.parts.store).await? {
            if run.status == RunStatus::Working {
                if !lost(&run) {
                    continue;
                }
                if run.epoch >= CLAIMS {
                    if let Some(run) = runs::find(&self.parts.store, run.id).await? {
                        self.give_up(&run, GivenUp::Lost).await?;
                    }
                    continue;
                }
                let mut tx = self.parts.store.begin().await?;
                runs::requeue(&mut tx, run.id, run.epoch).await?;
                tx.commit().await?;
            }
            if !self.parts.running.has(run.id) {
                self.parts.live.open(run.id);
                self.parts.queue.push(inside(run.id, run.team, priority(run.source)));
            }
        }
        Ok(())
    }

    /// Ends a run without a record.
    async fn give_up(&self, run: &Run, why: GivenUp) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        runs::give_up(&mut tx, run.id, why.as_str(), self.now()).await?;
        tx.commit().await?;
        tracing::warn!(run = %run.id, why = why.as_str(), "a run ended without a result");
        self.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result: "fail" });
        Ok(())
    }

    /// Asks for the failed run of a schedule once more. Whether it can be asked for, the store knows.
    async fn repeat(&self, failed: &Run) {
        if failed.schedule.is_none() {
            return;
        }
        let id = RunId(self.uuid());
        let ask = async {
            let mut tx = self.parts.store.begin().await?;
            let asked = runs::create_retry(&mut tx, failed.id, id, self.now()).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(asked)
        };
        match ask.await {
            Ok(false) => {}
            Ok(true) => {
                self.parts.live.open(id);
                self.tell(&failed.bucket, RunEvent { test: failed.test, run: id, result: "queued" });
                self.parts.queue.push(inside(id, failed.team, Priority::Scheduled));
            }
            Err(error) => tracing::error!(run = %failed.id, %error, "a failed run could not be repeated"),
        }
    }

    async fn put_back(&self, run: &Run, epoch: i64) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        runs::requeue(&mut tx, run.id, epoch).await?;
        Ok(tx.commit().await?)
    }

    /// Of each secret's use it is told once in a while: that a test runs every minute says no more each time.
    async fn tell_audit(&self, run: &Run, withheld: bool, used: &[SecretId]) -> Result<()> {
        let now = self.now();
        let mut due = Vec::new();
        for secret in used {
            let known = secrets::find(&self.parts.store, *secret).await?;
            if known.is_some_and(|known| known.last_used_at.is_none_or(|last| last <= now - USES_TOLD)) {
                due.push(*secret);
            }
        }
        if due.is_empty() && !withheld {
            return Ok(());
        }
        let mut tx = self.parts.store.begin().await?;
        if withheld {
            let event = Event::new(now, Actor::System, Action::LeakStopped)
                .in_team(run.team)
                .on(Object::Test(run.test))
                .on(Object::Run(run.id));
            self.audit(&mut tx, event).await?;
        }
        self.note_secrets_used(&mut tx, run.team, &run.bucket, run.id, &due).await?;
        Ok(tx.commit().await?)
    }
}

/// A run for the agent inside the server.
pub(crate) fn inside(run: RunId, team: TeamId, priority: Priority) -> Ticket {
    Ticket { run: run.0, place: QueuePlace::Inside, team: team.0, priority }
}

fn priority(source: RunSource) -> Priority {
    match source {
        RunSource::Scheduled => Priority::Scheduled,
        RunSource::Manual | RunSource::TriggerUrl => Priority::Manual,
    }
}
