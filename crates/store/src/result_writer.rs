//! Many results, one unit of work.
//!
//! A durable commit waits for the disk. While one is under way, the results that arrive wait, and go into the next one
//! together: alone a result is stored at once, under load hundreds share a commit.

use std::sync::Arc;

use tacit_numbers::{Text, numbers};
use tokio::{
    sync::{Mutex, Notify, mpsc, oneshot},
    task::JoinHandle,
};

use crate::{
    Aftermath, Result, Store, StoreError, aftermath,
    runs::{self, Acceptance, FinishedRun},
};

/// Results in one unit of work.
const BATCH: usize = 512;
/// Results that wait; who comes later waits to hand over.
const WAITING: usize = 2048;

numbers! {
    /// What a writer did.
    pub struct WriterNumbers {
        /// Results that are durable.
        results: Counter = About::counter("tacit_results_stored", "Results that are stored.", &[]),
        /// How many share a commit.
        batches: Histograms = About::histogram(
            "tacit_result_batch_size",
            "Results that were stored together, in one commit.",
            &[],
        ),
        /// Tries that failed.
        errors: Counters = About::counter(
            "tacit_store_errors",
            "Tries to store results that failed, by kind: the disk is full, the database is busy, or something else.",
            &["kind"],
        ),
    }
}

/// Stores results that many tasks hand in.
#[derive(Debug)]
pub struct ResultWriter {
    sender: mpsc::Sender<Job>,
    closing: Arc<Notify>,
    numbers: Arc<WriterNumbers>,
    task: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Job {
    run: FinishedRun,
    done: oneshot::Sender<Result<Acceptance>>,
}

impl ResultWriter {
    /// Starts the task that writes, and has done what follows from the results in the same units of work. Needs a tokio
    /// runtime.
    #[must_use]
    pub fn start(store: Store, aftermath: Arc<dyn Aftermath>) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let closing = Arc::new(Notify::new());
        let numbers = Arc::new(WriterNumbers::new());
        let task = tokio::spawn(work(store, aftermath, receiver, Arc::clone(&closing), Arc::clone(&numbers)));
        Self { sender, closing, numbers, task: Mutex::new(Some(task)) }
    }

    /// Stores a result; returns when it is durable, or was not stored at all.
    pub async fn save(&self, run: FinishedRun) -> Result<Acceptance> {
        let closed = || StoreError::other("a result came after the writer was closed");
        let (done, outcome) = oneshot::channel();
        self.sender.send(Job { run, done }).await.map_err(|_| closed())?;
        outcome.await.map_err(|_| closed())?
    }

    /// What it did so far.
    #[must_use]
    pub fn numbers(&self) -> &WriterNumbers {
        &self.numbers
    }

    /// Takes no more results and waits until those handed in are stored.
    pub async fn close(&self) {
        self.closing.notify_one();
        if let Some(task) = self.task.lock().await.take() {
            // It ends by itself; a panic in it was reported by the runtime.
            let _ = task.await;
        }
    }
}

async fn work(
    store: Store,
    aftermath: Arc<dyn Aftermath>,
    mut receiver: mpsc::Receiver<Job>,
    closing: Arc<Notify>,
    numbers: Arc<WriterNumbers>,
) {
    let mut jobs = Vec::with_capacity(BATCH);
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            () = closing.notified(), if open => {
                receiver.close();
                open = false;
                continue;
            }
            count = receiver.recv_many(&mut jobs, BATCH) => if count == 0 { return },
        }
        let (runs, waiting): (Vec<_>, Vec<_>) = jobs.drain(..).map(|job| (job.run, job.done)).unzip();
        let outcome = write(&store, &*aftermath, &runs).await;
        numbers.note(&outcome, runs.len());
        if let Err(StoreError::Other(fault)) = &outcome {
            tracing::error!(
                results = runs.len(),
                fault = fault.for_operator(),
                "results could not be stored"
            );
        }
        for (place, done) in waiting.into_iter().enumerate() {
            // Who asked may have gone away.
            let _ = done.send(outcome.as_ref().map(|all| all[place]).map_err(StoreError::clone));
        }
    }
}

impl WriterNumbers {
    fn note(&self, outcome: &Result<Vec<Acceptance>>, count: usize) {
        let kind = match outcome {
            Ok(all) => {
                let accepted = all.iter().filter(|one| **one != Acceptance::Stale).count();
                self.results.add(accepted as u64);
                self.batches.note([], count as f64);
                return;
            }
            Err(StoreError::Full) => "full",
            Err(StoreError::Busy) => "busy",
            Err(_) => "other",
        };
        self.errors.add([Text::word(kind)], 1);
    }
}

async fn write(store: &Store, aftermath: &dyn Aftermath, runs: &[FinishedRun]) -> Result<Vec<Acceptance>> {
    let mut tx = store.begin().await?;
    let (outcome, ended) = runs::accept_all(&mut tx, runs).await?;
    aftermath::settle(aftermath, &mut tx, &ended).await?;
    tx.commit().await?;
    if !ended.is_empty() {
        aftermath.saved();
    }
    Ok(outcome)
}
