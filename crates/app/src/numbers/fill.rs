//! What was there before this process.

use tacit_record::RunResult;
use tacit_spec::TestId;
use tacit_store::{
    runs::{self, Run},
    tests,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{note::last_of, tests::Last};
use crate::{App, GivenUp, Result};

/// Tests in one query.
const PAGE: u32 = 100;
/// Of each test so many runs are looked at for the last one of every environment and place.
const BACK: u32 = 32;

impl App {
    /// Reads once how each test did last, so that a restart does not empty the numbers. Runs that end meanwhile win.
    pub async fn fill_numbers(&self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            filled = self.fill_all() => if let Err(error) = filled {
                tracing::warn!(%error, "the last results could not be read for the numbers of tests");
            }
        }
    }

    async fn fill_all(&self) -> Result<()> {
        let store = &self.parts.store;
        let mut after = TestId(Uuid::nil());
        loop {
            let page = tests::ids_after(store, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            // Newest first.
            for run in runs::ended_of_tests(store, after, *last, BACK).await? {
                let agents = run.reason.as_deref().and_then(GivenUp::parse).is_some_and(GivenUp::is_agents);
                if !agents && run.result != Some(RunResult::Canceled) {
                    self.fill_one(&run).await;
                }
            }
            after = *last;
        }
    }

    async fn fill_one(&self, run: &Run) {
        let subject = self.subject(run).await;
        if self.parts.tests.knows(&subject) {
            return;
        }
        // One that cannot be read is told elsewhere; the summary is enough.
        let record = runs::record(&self.parts.store, run.id).await.ok().flatten();
        let summary = || Last {
            passed: run.result == Some(RunResult::Pass),
            at: run.finished_at.unwrap_or(run.created_at),
            response_time: run.response_time_us,
            certificate: None,
        };
        self.parts.tests.note(&subject, record.as_ref().map_or_else(summary, last_of), true);
    }
}
