//! What is remembered of runs that agents have.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use tacit_courier::{
    JobKey, JobLimits,
    identity::{Proven, Seen},
    protocol::{Held, Stop, Why},
    seal::JobSealer,
};
use tacit_spec::{AgentId, RunId};
use tacit_taint::Scrubber;
use tacit_vault::InstanceKey;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{JobSecret, Micros};

/// An agent that does not end a cancelled run in this time is not waited for.
const ENDING: Duration = Duration::from_secs(30);
/// A run that its agent does not speak of in this time has not been the agent's for a while.
const SILENT: Duration = Duration::from_secs(5 * 60);

/// The runs that agents have, and what calls of agents need.
pub(crate) struct Afar {
    held: Mutex<HeldRuns>,
    /// Calls whoever waits on behalf of an agent.
    changed: Mutex<HashMap<AgentId, Arc<Notify>>>,
    seen: Mutex<Seen>,
    sealer: JobSealer,
    limits: OnceLock<JobLimits>,
    /// Ends polls when the server stops.
    closing: CancellationToken,
    /// Calls the watch.
    pub(super) look: Notify,
}

#[derive(Default)]
struct HeldRuns {
    runs: HashMap<RunId, HeldRun>,
    /// Room that is being filled: by agent, how many runs more than it has.
    promised: HashMap<AgentId, usize>,
}

impl HeldRuns {
    fn count(&self, agent: AgentId) -> usize {
        let has = self.runs.values().filter(|held| held.agent == agent).count();
        has + self.promised.get(&agent).copied().unwrap_or_default()
    }

    fn take_from_promised(&mut self, agent: AgentId, count: usize) {
        if let Some(promised) = self.promised.get_mut(&agent) {
            *promised = promised.saturating_sub(count);
            if *promised == 0 {
                self.promised.remove(&agent);
            }
        }
    }
}

/// Room for runs of an agent, over all its programs. What is not filled is given back when this is dropped.
pub(super) struct RoomAfar<'a> {
    afar: &'a Afar,
    agent: AgentId,
    left: usize,
}

impl RoomAfar<'_> {
    /// How many runs still fit.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// The agent has this run now.
    pub(super) fn fill(&mut self, run: RunId, held: HeldRun) {
        let mut all = lock(&self.afar.held);
        let promised = self.left.min(1);
        self.left -= promised;
        all.take_from_promised(self.agent, promised);
        all.runs.insert(run, held);
    }
}

impl Drop for RoomAfar<'_> {
    fn drop(&mut self) {
        if self.left > 0 {
            lock(&self.afar.held).take_from_promised(self.agent, self.left);
            self.afar.changed(self.agent);
        }
    }
}

/// A run that an agent has.
#[derive(Clone)]
pub(super) struct HeldRun {
    pub(super) agent: AgentId,
    pub(super) instance: Uuid,
    pub(super) epoch: i64,
    /// What this run may not show. The secrets are held so that needles are made once while any run needs them.
    pub(super) scrubber: Scrubber,
    pub(super) secrets: Arc<Vec<JobSecret>>,
    /// Whether a failure is repeated.
    pub(super) retries: bool,
    /// When its agent last said that it has it.
    heard: Instant,
    /// Since when it is to end.
    cancelled: Option<Instant>,
    /// Whether a poll has said so; heartbeats say it again and again.
    told: bool,
}

impl HeldRun {
    pub(super) fn new(
        agent: AgentId,
        instance: Uuid,
        epoch: i64,
        scrubber: Scrubber,
        secrets: Arc<Vec<JobSecret>>,
        retries: bool,
    ) -> Self {
        Self {
            agent,
            instance,
            epoch,
            scrubber,
            secrets,
            retries,
            heard: Instant::now(),
            cancelled: None,
            told: false,
        }
    }
}

impl Afar {
    pub(crate) fn new(instance: &InstanceKey) -> Self {
        Self {
            held: Mutex::default(),
            changed: Mutex::default(),
            seen: Mutex::default(),
            sealer: JobSealer::from_seed(&instance.job_seed()),
            limits: OnceLock::new(),
            closing: CancellationToken::new(),
            look: Notify::new(),
        }
    }

    /// What jobs are sealed with.
    pub(super) fn sealer(&self) -> &JobSealer {
        &self.sealer
    }

    /// What agents verify jobs with.
    pub(crate) fn job_key(&self) -> JobKey {
        self.sealer.key()
    }

    /// Whether a request comes for the first time.
    pub(crate) fn first(&self, request: &Proven, now: Micros) -> bool {
        lock(&self.seen).first(request, now)
    }

    pub(in super::super) fn open(&self, limits: JobLimits) {
        // The first dispatcher of a process says it; there is one.
        let _ = self.limits.set(limits);
    }

    pub(super) fn limits(&self) -> JobLimits {
        *self.limits.get_or_init(super::super::default_limits)
    }

    /// A run waits for an agent that is away.
    pub(in super::super) fn expect_nobody(&self) {
        self.look.notify_one();
    }

    /// Lets polls have their answers at once.
    pub(in super::super) fn close(&self) {
        self.closing.cancel();
    }

    pub(super) async fn closed(&self) {
        self.closing.cancelled().await;
    }

    /// Something is new for an agent: room, an end, another number of slots.
    pub(crate) fn changed(&self, agent: AgentId) {
        self.change_of(agent).notify_waiters();
    }

    pub(super) fn change_of(&self, agent: AgentId) -> Arc<Notify> {
        Arc::clone(lock(&self.changed).entry(agent).or_default())
    }

    /// Takes room for at most so many runs of an agent that may have `slots` at once. Two programs of one agent that ask
    /// together never get more between them.
    pub(super) fn room(&self, agent: AgentId, slots: usize, wanted: usize) -> RoomAfar<'_> {
        let mut all = lock(&self.held);
        let left = slots.saturating_sub(all.count(agent)).min(wanted);
        if left > 0 {
            *all.promised.entry(agent).or_default() += left;
        }
        RoomAfar { afar: self, agent, left }
    }

    /// What is remembered of a run, if it is this agent's by this claim.
    pub(super) fn of(&self, run: Held, agent: AgentId) -> Option<HeldRun> {
        let held = lock(&self.held);
        held.runs.get(&run.run).filter(|held| held.agent == agent && held.epoch == run.epoch).cloned()
    }

    /// An agent said that it has these runs.
    pub(super) fn heard(&self, agent: AgentId, runs: &[Held]) {
        let mut all = lock(&self.held);
        for run in runs {
            if let Some(held) = all.runs.get_mut(&run.run)
                && held.agent == agent
                && held.epoch == run.epoch
            {
                held.heard = Instant::now();
            }
        }
    }

    /// Forgets runs that nobody has spoken of for long: they were deleted with their tests.
    pub(super) fn forget_silent(&self) {
        lock(&self.held).runs.retain(|_, held| held.heard.elapsed() < SILENT);
    }

    /// Nobody has the run any more.
    pub(crate) fn let_go(&self, run: RunId) {
        let held = lock(&self.held).runs.remove(&run);
        if let Some(held) = held {
            self.changed(held.agent);
        }
    }

    /// How many runs an agent has, those included that are on their way to it.
    pub(crate) fn count(&self, agent: AgentId) -> usize {
        lock(&self.held).count(agent)
    }

    /// Asks whoever has the run to end it; `false` when nobody is known to.
    pub(crate) fn cancel(&self, run: RunId) -> bool {
        let agent = {
            let mut all = lock(&self.held);
            let Some(held) = all.runs.get_mut(&run) else { return false };
            held.cancelled.get_or_insert_with(Instant::now);
            held.agent
        };
        self.changed(agent);
        true
    }

    /// What an instance is to end; a poll is told once.
    pub(super) fn to_stop(&self, agent: AgentId, instance: Uuid, poll: bool) -> Vec<Stop> {
        let mut all = lock(&self.held);
        let own = all.runs.iter_mut().filter(|(_, held)| held.agent == agent && held.instance == instance);
        let due = own.filter(|(_, held)| held.cancelled.is_some() && !(poll && held.told));
        due.map(|(run, held)| {
            held.told |= poll;
            Stop { held: Held { run: *run, epoch: held.epoch }, why: Why::Cancelled }
        })
        .collect()
    }

    /// Runs that were to end long enough ago.
    pub(super) fn overdue(&self) -> Vec<RunId> {
        let all = lock(&self.held);
        let late = |held: &HeldRun| held.cancelled.is_some_and(|since| since.elapsed() >= ENDING);
        all.runs.iter().filter(|(_, held)| late(held)).map(|(run, _)| *run).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code that runs under these locks leaves anything half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
