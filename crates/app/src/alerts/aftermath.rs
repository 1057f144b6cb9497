//! What follows from runs that ended, in the unit of work that says so.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use tacit_alert::Verdict;
use tacit_spec::RunId;
use tacit_store::{
    Aftermath, Tx, aftermath, alerts,
    runs::{self, Ended, RunSource},
};
use tokio::sync::Notify;

use super::{Moments, batch::Batch, scene::Scene};
use crate::{
    App, Clock, Randomness, Result,
    maintenance::{Desk, Spot},
};

/// Steps the rules of channels and incidents for every run that ended, and writes down what is to be told.
pub(crate) struct Alerting {
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    /// When nobody is told.
    maintenance: Arc<Desk>,
    /// Whether something was written for the post since it was called.
    written: AtomicBool,
    /// Calls the post.
    post: Arc<Notify>,
    moments: Arc<Moments>,
}

impl Alerting {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
        maintenance: Arc<Desk>,
        post: Arc<Notify>,
        moments: Arc<Moments>,
    ) -> Self {
        Self { clock, randomness, maintenance, written: AtomicBool::new(false), post, moments }
    }
}

#[async_trait]
impl Aftermath for Alerting {
    async fn settle(&self, tx: &mut Tx, ended: &[Ended]) -> tacit_store::Result<()> {
        let mut telling: Vec<_> = ended
            .iter()
            // The trial of a secret's next value says nothing of how the test stands.
            .filter(|run| run.source != RunSource::Trial)
            .map(|run| (run, Verdict::of(run.result, run.reason.as_deref())))
            .filter(|(_, verdict)| *verdict != Verdict::Nothing)
            .collect();
        if telling.is_empty() {
            return Ok(());
        }
        // What ends in a maintenance window says nothing: neither that it is down, nor that it is well again.
        // By this server's clock: when a run ended is told by the clock of whoever ran it.
        let now = self.clock.now();
        let calendar = self.maintenance.calendar(&mut *tx, now).await?;
        telling.retain(|(run, _)| {
            let spot = Spot { bucket: &run.bucket, test: run.test, environment: run.environment };
            !calendar.mutes(spot, now)
        });
        if telling.is_empty() {
            return Ok(());
        }
        telling.sort_by_key(|(run, _)| run.finished_at);
        alerts::lock(tx).await?;
        let scene = Scene::read(tx, &telling).await?;
        if scene.is_quiet() && telling.iter().all(|(_, verdict)| *verdict == Verdict::Passed) {
            return Ok(());
        }
        let mut batch = Batch::new(scene, now, self.randomness.generator(), &self.moments);
        for (run, verdict) in telling {
            batch.step(run, verdict);
        }
        if batch.write(tx).await? {
            self.written.store(true, Ordering::Release);
        }
        Ok(())
    }

    fn saved(&self) {
        if self.written.swap(false, Ordering::AcqRel) {
            self.post.notify_one();
        }
    }
}

impl App {
    /// What follows from runs that ended otherwise than with a result. Call `aftermath.saved()` after the commit.
    pub(crate) async fn settle(&self, tx: &mut Tx, runs: &[RunId]) -> Result<()> {
        let ended = runs::ended(&mut *tx, runs).await?;
        Ok(aftermath::settle(&*self.parts.aftermath, tx, &ended).await?)
    }
}
