//! Runs that wait for nobody, and runs that nobody brings back.

use std::{collections::HashSet, time::Duration};

use tacit_spec::AgentId;
use tacit_store::{agents, runs};
use tokio_util::sync::CancellationToken;

use super::super::{priority, recover::CLAIMS};
use crate::{
    App, GivenUp, Result,
    runs::{RunEvent, dispatch::PATIENCE},
};

/// Between two looks, unless somebody calls.
const EVERY: Duration = Duration::from_secs(2);

/// Looks after the runs of agents until `stop`.
pub(in super::super) async fn watch(app: App, stop: CancellationToken) {
    loop {
        let wait = match app.look_after_agents().await {
            Ok(()) => EVERY,
            Err(error) => {
                tracing::warn!(cause = error.cause(), "runs of agents could not be looked after");
                PATIENCE
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = app.parts.afar.look.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    app.parts.afar.close();
}

impl App {
    async fn look_after_agents(&self) -> Result<()> {
        self.parts.afar.forget_silent();
        self.end_overdue().await?;
        // Results that are held for this process come first.
        if !self.parts.agents.is_just_back() {
            self.take_lost_back().await?;
        }
        let waited_for = runs::agents_waited_for(&self.parts.store).await?;
        if waited_for.is_empty() {
            return Ok(());
        }
        let active = agents::active(&self.parts.store).await?;
        let active: HashSet<AgentId> = active.into_iter().map(|agent| agent.id).collect();
        let away = |agent: &AgentId| !active.contains(agent) || !self.parts.agents.lately(*agent);
        for agent in waited_for.into_iter().filter(away) {
            self.expire(agent).await?;
        }
        Ok(())
    }

    /// Ends what waits for an agent that is not there.
    async fn expire(&self, agent: AgentId) -> Result<()> {
        for waiting in runs::unfinished_of_agent(&self.parts.store, agent).await? {
            if waiting.status != runs::RunStatus::Queued {
                continue;
            }
            // Who has taken it out of the queue just now has it; what is not in there yet has its turn at the next look.
            if self.parts.queue.remove(waiting.id.0)
                && let Some(run) = runs::find(&self.parts.store, waiting.id).await?
            {
                self.give_up(&run, GivenUp::AgentExpired).await?;
            }
        }
        Ok(())
    }

    /// Runs whose leases are over wait again if another instance can take them, else they end.
    async fn take_lost_back(&self) -> Result<()> {
        for lost in runs::lost_afar(&self.parts.store, self.now()).await? {
            self.parts.afar.let_go(lost.id);
            let agent = lost.agent.is_some_and(|agent| self.parts.agents.instances(agent) > 0);
            if !agent || lost.epoch >= CLAIMS {
                if let Some(run) = runs::find(&self.parts.store, lost.id).await?
                    && run.epoch == lost.epoch
                {
                    self.give_up(&run, GivenUp::Lost).await?;
                }
                continue;
            }
            let mut tx = self.parts.store.begin().await?;
            let back = runs::requeue(&mut tx, lost.id, lost.epoch).await?;
            tx.commit().await?;
            if back {
                self.enqueue(lost.id, &lost.place(), lost.team, priority(lost.source));
            }
        }
        Ok(())
    }

    /// Runs that were cancelled and that their agents do not end.
    async fn end_overdue(&self) -> Result<()> {
        for id in self.parts.afar.overdue() {
            let mut tx = self.parts.store.begin().await?;
            let ended = runs::cancel(&mut tx, id, self.now()).await?;
            tx.commit().await?;
            self.parts.afar.let_go(id);
            if ended && let Some(run) = runs::find(&self.parts.store, id).await? {
                self.note_canceled(&run);
                self.ended(&run.bucket, RunEvent { test: run.test, run: id, result: "canceled" });
            }
        }
        Ok(())
    }
}
