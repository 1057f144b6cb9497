//! Runs that were claimed and did not end.

use std::time::Duration;

use tacit_store::runs::{self, RunStatus, Unfinished};
use tokio_util::sync::CancellationToken;

use super::{lease_over, priority};
use crate::{App, GivenUp, Result};

/// Runs whose lease ended are looked for so often.
const SWEEP: Duration = Duration::from_secs(30);
/// A run that was lost so often is not tried again: it may be what stops the server.
pub(super) const CLAIMS: i64 = 3;

/// Finds runs that were claimed and not executed to the end.
pub(super) async fn sweep(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        let now = app.now();
        let lost = |run: &Unfinished| {
            // Those of agents have a watch of their own.
            run.agent.is_none() && !app.parts.running.has(run.id) && lease_over(run, now)
        };
        if let Err(error) = app.recover(lost).await {
            tracing::warn!(%error, "unfinished runs could not be looked for");
        }
    }
}

impl App {
    /// Queues waiting runs, and those under way that are `lost`.
    pub(super) async fn recover(&self, lost: impl Fn(&Unfinished) -> bool) -> Result<()> {
        for run in runs::unfinished(&self.parts.store).await? {
            if run.status == RunStatus::Working {
                if !lost(&run) {
                    if run.agent.is_some() {
                        // It goes on there, and its news are to be heard.
                        self.parts.live.open(run.id);
                    }
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
                self.enqueue(run.id, &run.place(), run.team, priority(run.source));
            }
        }
        Ok(())
    }
}
