//! The loop of this server's own place.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use tacit_queue::{QueuePlace, Ticket};
use tacit_spec::RunId;
use tacit_store::{
    StoreError,
    runs::{self, RunStatus},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{DispatchSettings, LEASE, PATIENCE, keep::Ending};
use crate::{
    App, GivenUp, Result, Runner,
    runs::{RunEvent, job::Unready},
};

const LEASE_TURN: Duration = Duration::from_secs(30);

/// What each run needs.
#[derive(Clone)]
struct Work {
    app: App,
    runner: Arc<dyn Runner>,
    /// Runs under way go back to the queue.
    abandon: CancellationToken,
}

pub(super) async fn dispatch(
    app: App,
    runner: Arc<dyn Runner>,
    settings: DispatchSettings,
    stop: CancellationToken,
) {
    let work = Work { app, runner, abandon: CancellationToken::new() };
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
            tracing::error!(%run, cause = error.cause(), "a run could not be dispatched; it is tried again");
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
        let Some(run) = runs::find(&app.parts.store, id).await? else {
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
        app.note_begun(&run, now);
        app.parts.live.restart(id);
        app.tell(&run.bucket, RunEvent { test: run.test, run: id, result: "working" });

        let retries = job.retries();
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
            Ok(mut record) => {
                let aside = record.take_aside();
                let ending = Ending::new(&run, epoch, &record, aside)?.retrying(app, retries);
                app.keep(ending, self.abandon.cancelled()).await
            }
            // The panic hook has told the operator where.
            Err(_) => app.give_up(&run, GivenUp::Internal).await,
        }
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
