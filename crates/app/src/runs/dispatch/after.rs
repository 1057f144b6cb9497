//! What follows on a run: an end without a record, another try, or the queue once more.

use tacit_queue::Priority;
use tacit_spec::RunId;
use tacit_store::{
    StoreError,
    runs::{self, Run},
};

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

    /// Asks for the failed run of a schedule once more, in the same place. Whether it can be asked for, the store knows.
    pub(super) async fn repeat(&self, failed: &Run) {
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
                self.enqueue(id, &failed.place(), failed.team, Priority::Scheduled);
            }
            Err(error) => tracing::error!(run = %failed.id, %error, "a failed run could not be repeated"),
        }
    }

    /// Gives a claimed run back. `false` when somebody else has it.
    pub(super) async fn put_back(&self, run: &Run, epoch: i64) -> Result<()> {
        let mut tx = self.parts.store.begin().await?;
        runs::requeue(&mut tx, run.id, epoch).await?;
        Ok(tx.commit().await?)
    }
}
