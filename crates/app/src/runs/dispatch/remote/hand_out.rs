//! Handing runs to an agent that asks.

use std::sync::Arc;

use futures::FutureExt;
use tacit_courier::{
    Job as SealableJob, LeaseKey,
    protocol::{Instance, Jobs, POLL, Poll, RefusalCode},
    seal::{Binding, SealError, SealedJob},
};
use tacit_queue::{QueuePlace, Ticket};
use tacit_spec::RunId;
use tacit_store::{
    agents::{self, AgentState},
    runs::{self, RunStatus},
};

use super::afar::{HeldRun, RoomAfar};
use crate::{
    AgentCaller, AgentResult, App, AppError, GivenUp, Job, Result,
    agents::lease_until,
    runs::{RunEvent, job::Unready},
};

/// Keys that count in one poll.
const KEYS: usize = 1000;

impl App {
    /// Waits for runs for an agent, as many as it has one-time keys, or for something it is to stop.
    pub async fn agent_polls(&self, who: &AgentCaller, poll: Poll) -> AgentResult<Jobs> {
        self.understood(poll.instance.protocol)?;
        self.agent_heard(who, poll.instance.id, &poll.instance.version).await?;
        let afar = &self.parts.afar;
        let changes = afar.change_of(who.agent.id);
        let until = tokio::time::sleep(POLL);
        tokio::pin!(until);
        let mut keys = poll.keys;
        keys.truncate(KEYS);
        loop {
            // Before the look, so that nothing falls in between.
            let changed = changes.notified();
            let slots = self.slots_now(who).await?;
            let stop = afar.to_stop(who.agent.id, poll.instance.id, true);
            if !stop.is_empty() {
                return Ok(Jobs { jobs: Vec::new(), stop });
            }
            let free = slots.saturating_sub(afar.count(who.agent.id)).min(keys.len());
            let place = QueuePlace::Agent(who.agent.id.0);
            let next = async {
                match free {
                    0 => std::future::pending().await,
                    _ => self.parts.queue.pop(place).await,
                }
            };
            tokio::select! {
                biased;
                () = afar.closed() => return Ok(Jobs::default()),
                ticket = next => {
                    let Some(ticket) = ticket else { return Ok(Jobs::default()) };
                    // Another program of the agent may have filled the room meanwhile.
                    let mut room = afar.room(who.agent.id, slots, keys.len());
                    if room.left() == 0 {
                        self.parts.queue.push(ticket);
                        continue;
                    }
                    let jobs = self.hand_out(who, &poll.instance, ticket, &mut keys, &mut room).await?;
                    if !jobs.is_empty() {
                        return Ok(Jobs { jobs, stop: Vec::new() });
                    }
                }
                () = changed => {}
                () = &mut until => return Ok(Jobs::default()),
            }
        }
    }

    /// Runs at once that the agent may have now; refuses one that was removed meanwhile.
    async fn slots_now(&self, who: &AgentCaller) -> AgentResult<usize> {
        let found = agents::find(&self.parts.store, who.agent.id).await;
        let found = found.map_err(|error| self.failed(error.into()))?;
        match found.filter(|now| now.state == AgentState::Active) {
            Some(now) if now.public_key == who.agent.public_key => Ok(now.slots as usize),
            // Somebody else was enrolled in its place.
            Some(_) => Err(self.no(RefusalCode::Signature)),
            None => Err(self.no(RefusalCode::AgentRevoked)),
        }
    }

    /// Hands out this run and what else waits, as far as room and keys go.
    async fn hand_out(
        &self,
        who: &AgentCaller,
        instance: &Instance,
        first: Ticket,
        keys: &mut Vec<LeaseKey>,
        room: &mut RoomAfar<'_>,
    ) -> AgentResult<Vec<SealedJob>> {
        let mut jobs = Vec::new();
        let mut next = Some(first);
        while let (Some(ticket), Some(key)) = (next, keys.last().copied()) {
            match self.hand_over(who, instance, RunId(ticket.run), key, room).await {
                Ok(Some(job)) => {
                    keys.pop();
                    jobs.push(job);
                }
                Ok(None) => {}
                Err(error) => {
                    self.parts.queue.push(ticket);
                    if jobs.is_empty() {
                        return Err(self.failed(error));
                    }
                    break;
                }
            }
            next = match keys.is_empty() || room.left() == 0 {
                true => None,
                false => self.parts.queue.pop(ticket.place).now_or_never().flatten(),
            };
        }
        Ok(jobs)
    }

    /// Claims a run and seals its job. `None` when there is nothing to do about it any more; an error means that it is
    /// as it was before.
    async fn hand_over(
        &self,
        who: &AgentCaller,
        instance: &Instance,
        id: RunId,
        key: LeaseKey,
        room: &mut RoomAfar<'_>,
    ) -> Result<Option<SealedJob>> {
        let Some(run) = runs::find(&self.parts.store, id).await? else {
            self.parts.live.forget(id);
            return Ok(None);
        };
        if run.status != RunStatus::Queued || run.agent != Some(who.agent.id) {
            return Ok(None);
        }
        let job = match self.job(&run).await {
            Ok(job) => job,
            Err(Unready::Never(why)) => return self.give_up(&run, why).await.map(|()| None),
            Err(Unready::Later(error)) => return Err(error),
        };
        let now = self.now();
        let lease = lease_until(now);
        let Some(epoch) = self.parts.claims.claim(id, now, lease).await? else { return Ok(None) };
        let afar = &self.parts.afar;
        let scrubber = self.parts.needles.scrubber(&job.secrets);
        let secrets = Arc::clone(&job.secrets);
        let held = HeldRun::new(who.agent.id, instance.id, epoch, scrubber, secrets, job.retries());
        let binding = Binding {
            installation: self.parts.instance.id().0,
            agent: who.agent.id,
            run: id,
            epoch,
            expires_at: lease,
        };
        let job = sealable(job, afar.limits());
        let sealed = afar.sealer().seal(&job, &binding, key, &mut *self.parts.randomness.generator());
        match sealed {
            Ok(sealed) => {
                room.fill(id, held);
                self.note_begun(&run, now);
                self.parts.live.restart(id);
                self.tell(&run.bucket, RunEvent { test: run.test, run: id, result: "working" });
                Ok(Some(sealed))
            }
            Err(SealError::Key) => {
                self.put_back(&run, epoch).await?;
                Err(AppError::internal("a one-time key of an agent cannot be used"))
            }
            Err(error @ SealError::TooLarge) => {
                tracing::error!(run = %id, %error, "a run cannot be handed to an agent");
                self.give_up(&run, GivenUp::Internal).await.map(|()| None)
            }
        }
    }
}

fn sealable(job: Job, limits: tacit_courier::JobLimits) -> SealableJob {
    SealableJob {
        team: job.team,
        bucket_key: job.bucket_key,
        bucket_name: job.bucket_name,
        test_id: job.test_id,
        test: job.test,
        shared: job.shared,
        environment: job.environment,
        subtests: job.subtests,
        trigger_variables: job.trigger_variables,
        limits,
        secrets: job.secrets,
    }
}
