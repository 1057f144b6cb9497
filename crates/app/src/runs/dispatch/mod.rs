//! From the queue to a result.
//!
//! ```text
//!                 +--> inside: executes runs of this server's place through the Runner --+
//!   queue --------+                                                                      +--> keep --> store
//!                 +--> remote: hands runs to agents that ask, hears what became of them --+
//!                            recover: what was claimed and did not end, again or not
//! ```
//!
//! Whoever takes a run claims it in the store with a lease and an epoch. A run may be executed twice, when a lease ends
//! too early; its result is accepted once, with the current epoch.

mod after;
mod inside;
mod keep;
mod recover;
mod remote;
mod running;

use std::{sync::Arc, time::Duration};

use tacit_courier::JobLimits;
use tacit_queue::{Priority, QueuePlace, Ticket};
use tacit_spec::{Place, RunId, TeamId, limits};
use tacit_store::{
    retention::Policy,
    runs::{self, RunSource},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) use remote::{Afar, NeedleShelf};
pub(crate) use running::Running;

use crate::{
    App, Micros, Result, Runner,
    agents::{AWAY, presence},
    housekeeping,
    secrets::{reminders, searcher},
};

/// How runs are executed.
#[derive(Clone, Copy, Debug)]
pub struct DispatchSettings {
    /// Runs at once in this server's place.
    pub concurrency: usize,
    /// How long runs under way may go on when the server stops; then they are queued again.
    pub drain: Duration,
    /// Which results are kept.
    pub retention: Policy,
    /// How much a run of a remote agent may use.
    pub limits: JobLimits,
    /// A remote agent that was not heard of for so long is offline.
    pub agent_away: Duration,
}

impl Default for DispatchSettings {
    fn default() -> Self {
        Self {
            concurrency: 64,
            drain: Duration::from_secs(10),
            retention: Policy::default(),
            limits: default_limits(),
            agent_away: AWAY,
        }
    }
}

/// Runscope's documented limits, and those of the engine.
fn default_limits() -> JobLimits {
    JobLimits {
        run: limits::RUN_TIME,
        request: limits::EXCHANGE_TIME,
        connect: limits::CONNECT_TIME,
        script: limits::SCRIPT_TIME,
        response_body: 10 << 20,
        kept_body: 256 << 10,
    }
}

/// Executes what is asked for.
pub struct Dispatcher;

/// A run belongs to this process for so long, and again before it is over.
const LEASE: Micros = 90_000_000;
/// Between tries to reach a store that is full or busy.
const PATIENCE: Duration = Duration::from_secs(2);

impl Dispatcher {
    /// Queues what an earlier process left, then executes runs until `stop`. The tasks are the tracker's: when it is
    /// empty, every run has ended or waits in the store.
    pub async fn start(
        app: &App,
        runner: Arc<dyn Runner>,
        settings: DispatchSettings,
        stop: CancellationToken,
        tracker: &TaskTracker,
    ) -> Result<()> {
        app.fill_places().await?;
        // This process is the only one: whatever was under way inside was lost with the one before.
        app.recover(|run| run.agent.is_none()).await?;
        tracker.spawn(housekeeping::keep(app.clone(), settings.retention, stop.clone()));
        tracker.spawn(searcher::keep(app.clone(), stop.clone()));
        tracker.spawn(reminders::keep(app.clone(), stop.clone()));
        tracker.spawn(recover::sweep(app.clone(), stop.clone()));
        app.parts.afar.open(settings.limits);
        app.parts.agents.settle(settings.agent_away);
        tracker.spawn(presence::beat(app.clone(), stop.clone()));
        tracker.spawn(remote::watch(app.clone(), stop.clone()));
        tracker.spawn(inside::dispatch(app.clone(), runner, settings, stop));
        Ok(())
    }
}

impl App {
    /// Hands a run that is written down to the queue of its place.
    pub(crate) fn enqueue(&self, run: RunId, place: &Place, team: TeamId, priority: Priority) {
        let (place, away) = match place {
            Place::Region(_) => (QueuePlace::Inside, false),
            Place::Agent(agent) => (QueuePlace::Agent(agent.0), !self.parts.agents.lately(*agent)),
        };
        self.parts.queue.push(Ticket { run: run.0, place, team: team.0, priority });
        if away {
            self.parts.afar.expect_nobody();
        }
    }
}

/// What goes first.
fn priority(source: RunSource) -> Priority {
    match source {
        RunSource::Scheduled => Priority::Scheduled,
        RunSource::Manual | RunSource::TriggerUrl | RunSource::Trial => Priority::Manual,
    }
}

/// Whether the run's lease is over.
fn lease_over(run: &runs::Unfinished, now: Micros) -> bool {
    run.lease_until.is_none_or(|until| until < now)
}
