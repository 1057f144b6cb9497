//! What else becomes of a run: an end without a record, or the queue once more.

use tacit_store::runs::{self, Run};

use crate::{App, GivenUp, Result, runs::RunEvent};

impl App {
    /// Ends a run without a record.
    pub(crate) async fn give_up(&self, run: &Run, why: GivenUp) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        if !runs::give_up(&mut tx, run.id, why.as_str(), self.now()).await? {
            // It ended meanwhile, and that was told.
            return Ok(());
        }
        self.settle(&mut tx, &[run.id]).await?;
        tx.commit().await?;
        self.parts.aftermath.saved();
        self.note_given_up(run, why).await;
        tracing::warn!(run = %run.id, why = why.as_str(), "a run ended without a result");
        self.ended(&run.bucket, RunEvent { test: run.test, run: run.id, result: "fail" });
        Ok(())
    }

    /// Gives a claimed run back. `false` when somebody else has it.
    pub(super) async fn put_back(&self, run: &Run, epoch: i64) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        runs::requeue(&mut tx, run.id, epoch).await?;
        Ok(tx.commit().await?)
    }
}
