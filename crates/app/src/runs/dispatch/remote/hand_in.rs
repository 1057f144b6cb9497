//! What comes back from agents: news, and records. They are clean by the agent's word only, until looked through here.

use std::sync::Arc;

use tacit_courier::protocol::{Accepted, Done, Finished, News, Outcome};
use tacit_record::{Run as Record, StoredText};
use tacit_store::runs::{self, Acceptance, Run, RunStatus};
use tacit_taint::Scrubber;

use super::super::keep::Ending;
use crate::{AgentCaller, AgentResult, App, AppError, JobSecret, Result, runs::job::Unready};

/// What a run's record is looked through with, and what follows on it.
struct Known {
    scrubber: Scrubber,
    secrets: Arc<Vec<JobSecret>>,
    retries: bool,
}

impl App {
    /// Shows news of runs that the agent has. What holds a secret is not shown.
    pub async fn agent_tells(&self, who: &AgentCaller, news: News<StoredText>) -> AgentResult<Done> {
        for one in news.news {
            let Some(held) = self.parts.afar.of(one.held, who.agent.id) else { continue };
            match one.progress.received(&held.scrubber) {
                Some(progress) => self.parts.live.publish(one.held.run, &progress),
                None => tracing::error!(
                    run = %one.held.run,
                    agent = %who.agent.id,
                    "a secret was found in news of an agent: they are not shown"
                ),
            }
        }
        Ok(Done {})
    }

    /// Accepts a record, once, if the run is the agent's by this claim.
    pub async fn agent_hands_in(
        &self,
        who: &AgentCaller,
        finished: Finished<StoredText>,
    ) -> AgentResult<Accepted> {
        let outcome = self.accept_from_afar(who, finished).await.map_err(|error| self.failed(error))?;
        Ok(Accepted { outcome })
    }

    async fn accept_from_afar(&self, who: &AgentCaller, finished: Finished<StoredText>) -> Result<Outcome> {
        let Finished { held, record, .. } = finished;
        let run = runs::find(&self.parts.store, held.run).await?;
        let own = |run: &Run| {
            run.agent == Some(who.agent.id) && run.epoch == held.epoch && run.status == RunStatus::Working
        };
        // Of runs of others it learns nothing.
        let Some(run) = run.filter(own) else { return Ok(Outcome::Stale) };
        let known = match self.parts.afar.of(held, who.agent.id) {
            Some(held) => Known { scrubber: held.scrubber, secrets: held.secrets, retries: held.retries },
            None => self.known_again(&run).await?,
        };
        let Known { scrubber, secrets, retries } = known;
        // A record can be of many megabytes: nobody else waits while it is searched.
        let looked_through = tokio::task::spawn_blocking(move || record.received(&scrubber)).await;
        let mut record = looked_through
            .map_err(|_| AppError::internal("a record from afar could not be looked through"))?;
        in_its_time(&mut record, &run, self.now());
        // By its word, as far as it had them.
        let mut aside = record.take_aside();
        for named in [&mut aside.opened, &mut aside.echoed] {
            named.retain(|own| secrets.iter().any(|secret| secret.id == own.0));
        }
        let mut ending = Ending::new(&run, held.epoch, &record, aside)?.retrying(self, retries);
        let outcome = self.accept(&mut ending).await?;
        self.parts.afar.let_go(run.id);
        Ok(match outcome {
            Acceptance::Accepted | Acceptance::Repeated => Outcome::Accepted,
            Acceptance::Stale => Outcome::Stale,
        })
    }

    /// After a restart of the server.
    async fn known_again(&self, run: &Run) -> Result<Known> {
        let (secrets, retries) = match self.job(run).await {
            Ok(job) => (Arc::clone(&job.secrets), job.retries()),
            // Without its definition a run has a result all the same; without its secrets it has none.
            Err(Unready::Never(_)) => (self.opened_secrets(run.team, &run.bucket, None).await?, false),
            Err(Unready::Later(error)) => return Err(error),
        };
        Ok(Known { scrubber: self.parts.needles.scrubber(&secrets), secrets, retries })
    }
}

/// The agent's clock may be wrong: what it says happened between the claim and now, and took as long as it says.
fn in_its_time(record: &mut Record, run: &Run, now: i64) {
    let claimed = run.started_at.unwrap_or(run.created_at).min(now);
    let (started, finished) = within(record.started_at, record.finished_at, claimed, now);
    (record.started_at, record.finished_at) = (started, finished);
}

fn within(started: i64, finished: i64, claimed: i64, now: i64) -> (i64, i64) {
    let took = finished.saturating_sub(started).max(0);
    let latest = now.saturating_sub(took).max(claimed);
    let started = started.clamp(claimed, latest);
    (started, started.saturating_add(took).clamp(started, now))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_clock_that_is_wrong_takes_no_time_away() {
        let (claimed, now, took) = (1_000, 1_500, 400);
        for off in [-100_000, -500, -1, 0, 50, 100, 101, 500, 100_000] {
            let (started, finished) = within(claimed + off, claimed + off + took, claimed, now);
            assert!(claimed <= started && finished <= now, "{off}: {started} to {finished}");
            assert_eq!(finished - started, took, "{off}");
        }
        // It cannot have taken longer than it was away, nor less than nothing.
        assert_eq!(within(0, 9_000, claimed, now), (claimed, now));
        assert_eq!(within(1_200, 1_100, claimed, now), (1_200, 1_200));
    }
}
