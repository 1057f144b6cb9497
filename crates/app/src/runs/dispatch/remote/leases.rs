//! Keeping runs, and giving them back.

use tacit_courier::protocol::{Beat, Done, Heartbeat, RefusalCode, Release, Stop, Why};
use tacit_store::runs;

use super::super::priority;
use crate::{AgentCaller, AgentResult, App, Result, agents::lease_until};

/// Runs in one message.
const RUNS: usize = 10_000;

impl App {
    /// Keeps the runs of an instance, and says what it is to stop.
    pub async fn agent_beats(&self, who: &AgentCaller, beat: Heartbeat) -> AgentResult<Beat> {
        self.understood(beat.instance.protocol)?;
        if beat.runs.len() > RUNS {
            return Err(self.no(RefusalCode::Malformed));
        }
        self.agent_heard(who, beat.instance.id, &beat.instance.version).await?;
        let mut stop = self.parts.afar.to_stop(who.agent.id, beat.instance.id, false);
        stop.retain(|stop| beat.runs.contains(&stop.held));
        if beat.runs.is_empty() {
            return Ok(Beat { stop });
        }
        self.parts.afar.heard(who.agent.id, &beat.runs);
        let claims: Vec<_> = beat.runs.iter().map(|held| (held.run, held.epoch)).collect();
        let extend = async {
            let mut tx = self.parts.store.begin().await?;
            let until = lease_until(self.now());
            let kept = runs::extend_leases(&mut tx, who.agent.id, &claims, until).await?;
            tx.commit().await?;
            Ok::<_, tacit_store::StoreError>(kept)
        };
        let kept = extend.await.map_err(|error| self.failed(error.into()))?;
        let lost = beat.runs.into_iter().filter(|held| !kept.contains(&held.run));
        for held in lost {
            stop.retain(|stop| stop.held != held);
            stop.push(Stop { held, why: Why::Lost });
        }
        Ok(Beat { stop })
    }

    /// Takes runs back that an instance has not begun, or will not finish.
    pub async fn agent_releases(&self, who: &AgentCaller, release: Release) -> AgentResult<Done> {
        if release.runs.len() > RUNS {
            return Err(self.no(RefusalCode::Malformed));
        }
        let back = self.take_back(who, &release);
        back.await.map_err(|error| self.failed(error))?;
        if release.leaving {
            self.parts.agents.left(who.agent.id, release.instance);
        }
        Ok(Done {})
    }

    async fn take_back(&self, who: &AgentCaller, release: &Release) -> Result<()> {
        let mut back = Vec::new();
        let mut tx = self.parts.store.begin().await?;
        for held in &release.runs {
            let run = runs::find(&mut tx, held.run).await?.filter(|run| run.agent == Some(who.agent.id));
            let Some(run) = run else { continue };
            if runs::requeue(&mut tx, run.id, held.epoch).await? {
                back.push(run);
            }
        }
        tx.commit().await?;
        for run in back {
            self.parts.afar.let_go(run.id);
            self.enqueue(run.id, &run.place(), run.team, priority(run.source));
        }
        Ok(())
    }
}
