//! Many claims, one unit of work: like the results, so that a run costs no commit of its own before it begins.

use tacit_spec::RunId;
use tokio::sync::{mpsc, oneshot};

use crate::{
    Micros, Result, Store, StoreError,
    runs::{self, ClaimedUntil},
};

/// Claims in one unit of work.
const BATCH: usize = 512;
/// Claims that wait; who comes later waits to hand over.
const WAITING: usize = 2048;

/// Claims runs for many tasks. Ends when the last one of its owners does.
#[derive(Clone, Debug)]
pub struct ClaimWriter(mpsc::Sender<Job>);

#[derive(Debug)]
struct Job {
    run: RunId,
    times: ClaimedUntil,
    done: oneshot::Sender<Result<Option<i64>>>,
}

impl ClaimWriter {
    /// Starts the task that writes. Needs a tokio runtime.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(work(store, receiver));
        Self(sender)
    }

    /// Takes a queued run for the agent inside the server, from `now` until `lease_until`. Returns its new epoch, or
    /// `None` when it is not queued (any more).
    pub async fn claim(&self, run: RunId, now: Micros, lease_until: Micros) -> Result<Option<i64>> {
        let closed = || StoreError::other("a run was claimed after the writer had ended");
        let (done, outcome) = oneshot::channel();
        let times = ClaimedUntil { now, lease_until };
        self.0.send(Job { run, times, done }).await.map_err(|_| closed())?;
        outcome.await.map_err(|_| closed())?
    }
}

async fn work(store: Store, mut receiver: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut jobs, BATCH).await > 0 {
        let claims: Vec<_> = jobs.iter().map(|job| (job.run, job.times)).collect();
        let outcome = async {
            let mut tx = store.begin().await?;
            let epochs = runs::claim_all(&mut tx, &claims).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(epochs)
        };
        let mut outcome = outcome.await;
        for job in jobs.drain(..) {
            // Taken out: of two who want the same run at once, one gets it.
            let epoch = outcome.as_mut().map(|epochs| epochs.remove(&job.run));
            // Who asked may have gone away.
            let _ = job.done.send(epoch.map_err(|error| error.clone()));
        }
    }
}
