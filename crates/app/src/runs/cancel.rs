//! Stopping runs.

use tacit_spec::{BucketKey, RunId, TestId};
use tacit_store::runs;

use super::RunEvent;
use crate::{App, AppError, Permission, Result, Who};

impl App {
    /// Stops a run: one that waits at once, one under way as soon as its agent hears of it.
    pub async fn cancel_run(&self, who: &Who, bucket: &BucketKey, test: TestId, run: RunId) -> Result<()> {
        self.bucket(who, bucket, Permission::ExecuteTests).await?;
        let found = runs::find_in(&self.parts.store, bucket, test, run).await?;
        let found = found.ok_or(AppError::NotFound("run"))?;
        // Whoever runs it ends it with a record of what was done until then.
        if self.parts.running.cancel(run) || self.parts.afar.cancel(run) {
            return Ok(());
        }
        let mut tx = self.parts.store.begin().await?;
        let stopped = runs::cancel(&mut tx, run, self.now()).await?;
        tx.commit().await?;
        if !stopped {
            return Err(AppError::Conflict("the run has ended already".into()));
        }
        self.note_canceled(&found);
        self.parts.queue.remove(run.0);
        self.parts.running.cancel(run);
        self.ended(bucket, RunEvent { test, run, result: "canceled" });
        Ok(())
    }
}
