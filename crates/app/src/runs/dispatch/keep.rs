//! Accepting a result: once, with the current epoch, and in the audit log first what has to stand there.

use tacit_queue::Priority;
use tacit_record::{Aside, Run as Record, RunResult};
use tacit_spec::{RunId, SecretId};
use tacit_store::{
    runs::{self, Acceptance, FinishedRun, Run},
    secrets,
};
use tacit_vault::audit::{Action, Actor, Event, Object};

use super::PATIENCE;
use crate::{
    App, AppError, Micros, Result,
    runs::{RunEvent, result_word},
};

/// A secret's use is told once in so long.
const USES_TOLD: Micros = 60 * 60 * 1_000_000;
/// Tries to store a result: an hour of a full disk.
const SAVES: u32 = 1800;

/// A record on its way into the store.
pub(super) struct Ending<'a> {
    run: &'a Run,
    finished: FinishedRun,
    record: &'a Record,
    aside: Aside,
    audited: bool,
    /// The run that is asked for when this one failed.
    again: Option<RunId>,
}

impl<'a> Ending<'a> {
    pub(super) fn new(run: &'a Run, epoch: i64, record: &'a Record, aside: Aside) -> Result<Self> {
        if record.withheld {
            tracing::error!(run = %run.id, "a secret was found in a finished record: the record was dropped");
        }
        debug_assert!(record.aside.is_empty(), "what can depend on values is not kept with the record");
        let finished = FinishedRun::new(run.id, epoch, record)?;
        Ok(Self { run, finished, record, aside, audited: false, again: None })
    }

    /// A failed run of a schedule is asked for once more, if `retries`.
    pub(super) fn retrying(mut self, app: &App, retries: bool) -> Self {
        if retries && self.record.result == RunResult::Fail && self.run.schedule.is_some() {
            let id = RunId(app.uuid());
            self.finished = self.finished.or_again(id, app.now());
            self.again = Some(id);
        }
        self
    }
}

impl App {
    /// Stores a record. An error means that it was not stored, and may be tried again.
    pub(super) async fn accept(&self, ending: &mut Ending<'_>) -> Result<Acceptance> {
        let run = ending.run;
        if !ending.audited {
            self.tell_audit(run, ending.record.withheld, &ending.aside.opened).await?;
            self.note_echoes(run, &ending.aside.echoed).await?;
            ending.audited = true;
        }
        let outcome = self.parts.results.save(ending.finished.clone()).await?;
        match outcome {
            Acceptance::Accepted | Acceptance::Repeated => {
                self.note_accepted(run, ending.record).await;
                let result = ending.record.result.as_str();
                self.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result });
                if let Some(id) = ending.again.filter(|_| outcome == Acceptance::Repeated) {
                    self.parts.live.open(id);
                    self.tell(&run.bucket, RunEvent { test: run.test, run: id, result: "queued" });
                    self.enqueue(id, &run.place(), run.team, Priority::Scheduled);
                }
            }
            Acceptance::Stale => {
                let now = runs::find(&self.parts.store, run.id).await?;
                // While somebody else works on it, it goes on.
                if now.as_ref().is_none_or(|now| now.finished_at.is_some()) {
                    let result = now.map_or("canceled", |now| result_word(now.status, now.result));
                    self.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result });
                }
            }
        }
        Ok(outcome)
    }

    /// Stores a record; waits for a store that is full or busy until `abandoned`.
    pub(super) async fn keep(
        &self,
        mut ending: Ending<'_>,
        abandoned: impl Future<Output = ()> + Send,
    ) -> Result<()> {
        let mut abandoned = std::pin::pin!(abandoned);
        for attempt in 0..SAVES {
            let error = match self.accept(&mut ending).await {
                Ok(_) => return Ok(()),
                Err(error @ (AppError::Full | AppError::Busy)) => error,
                Err(error) => return Err(error),
            };
            if attempt == 0 {
                tracing::error!(run = %ending.run.id, %error, "a result waits for the storage");
            }
            if tokio::time::timeout(PATIENCE, &mut abandoned).await.is_ok() {
                break;
            }
            // The lease is not extended while nothing can be written; nobody else takes the run from here.
        }
        let run = ending.run.id;
        tracing::error!(%run, "a result could not be stored: the run is repeated after the next start");
        Ok(())
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
