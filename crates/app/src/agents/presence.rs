//! Which agents are there.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tacit_spec::AgentId;
use uuid::Uuid;

/// An agent that was not heard of for so long is offline.
const AWAY: Duration = Duration::from_secs(30);

/// Who was heard of lately, by time that passed: a clock that jumps sends nobody away.
#[derive(Default)]
pub(crate) struct Presence {
    agents: Mutex<HashMap<AgentId, HashMap<Uuid, Instant>>>,
}

impl Presence {
    /// The agent was removed.
    pub(crate) fn forget(&self, agent: AgentId) {
        self.lock().remove(&agent);
    }

    /// How many instances are there.
    pub(crate) fn instances(&self, agent: AgentId) -> usize {
        let agents = self.lock();
        let there = agents.get(&agent).map(|all| all.values().filter(|last| last.elapsed() < AWAY).count());
        there.unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AgentId, HashMap<Uuid, Instant>>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
