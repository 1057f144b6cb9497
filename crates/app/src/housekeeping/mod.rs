//! Forgetting what is not kept any more, once an hour and in small units of work, so that nobody waits for it.
//!
//! ```text
//!   results, by their policy --> values of secrets that no result can hold --> chores, one after another --> checkpoint
//! ```
//!
//! What fails is tried again an hour later, and keeps nothing else from being done. What is deleted is overwritten by the
//! database; the checkpoint at the end takes it out of the write-ahead log, too.

mod chore;

use std::time::Duration;

use tacit_store::retention::{self, Policy};
use tokio_util::sync::CancellationToken;

use crate::{App, Micros, Result};
use chore::Chore;

const EVERY: Duration = Duration::from_secs(60 * 60);
/// Between two units of work, for those who write for people.
const PAUSE: Duration = Duration::from_millis(10);
const DAY: Micros = 24 * 60 * 60 * 1_000_000;

/// Keeps house until `stop`. What was forgotten before it stays forgotten; the rest waits for the next start.
pub(crate) async fn keep(app: App, policy: Policy, stop: CancellationToken) {
    let mut turns = tokio::time::interval(EVERY);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = turns.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = turn(&app, policy) => {}
        }
    }
}

async fn turn(app: &App, policy: Policy) {
    let oldest = app.now() - DAY * Micros::from(policy.max_age_days);
    match retention::prune(&app.parts.store, app.now(), policy).await {
        Ok(pruned) if pruned.runs + pruned.records > 0 => {
            tracing::info!(runs = pruned.runs, records = pruned.records, "old results were forgotten");
        }
        Ok(_) => {}
        Err(error) => {
            tracing::warn!(%error, "old results could not be forgotten; the next try is in an hour")
        }
    }
    if let Err(error) = app.retire_secret_values(oldest).await {
        tracing::warn!(%error, "old values of secrets could not be retired; the next try is in an hour");
    }
    for chore in Chore::ALL {
        match do_all(app, chore, oldest).await {
            Ok(0) => {}
            Ok(count) => {
                tracing::info!(count, what = chore.name(), "what is not kept any more was forgotten")
            }
            Err(error) => {
                tracing::warn!(%error, what = chore.name(), "housekeeping failed; the next try is in an hour");
            }
        }
    }
    if let Err(error) = app.parts.store.checkpoint().await {
        tracing::warn!(%error, "the write-ahead log could not be emptied; the next try is in an hour");
    }
}

async fn do_all(app: &App, chore: Chore, oldest: Micros) -> Result<u64> {
    let mut count = 0;
    loop {
        let mut tx = app.parts.store.begin().await?;
        let gone = chore.forget(&mut tx, app.now(), oldest).await?;
        tx.commit().await?;
        count += gone;
        if gone < chore::BATCH.unsigned_abs() {
            return Ok(count);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
