//! Forgetting old results, now and then.

use std::time::Duration;

use tacit_store::retention::{self, Policy, Pruned};
use tokio_util::sync::CancellationToken;

use crate::{App, Micros, Result};

const EVERY: Duration = Duration::from_secs(60 * 60);
const DAY: Micros = 24 * 60 * 60 * 1_000_000;

pub(super) async fn keep_forgetting(app: App, policy: Policy, stop: CancellationToken) {
    let mut turns = tokio::time::interval(EVERY);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = turns.tick() => {}
        }
        // What was forgotten before the stop stays forgotten; the rest waits for the next start.
        let outcome = tokio::select! {
            () = stop.cancelled() => return,
            outcome = forget(&app, policy) => outcome,
        };
        match outcome {
            Ok(pruned) if pruned.runs + pruned.records > 0 => {
                tracing::info!(runs = pruned.runs, records = pruned.records, "old results were forgotten");
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "old results could not be forgotten; the next try is in an hour")
            }
        }
    }
}

/// Results first, then the values of secrets that no result can hold any more.
async fn forget(app: &App, policy: Policy) -> Result<Pruned> {
    let pruned = retention::prune(&app.parts.store, app.now(), policy).await?;
    app.retire_secret_values(app.now() - DAY * Micros::from(policy.max_age_days)).await?;
    Ok(pruned)
}
