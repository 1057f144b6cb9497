//! Which agents are there.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use tacit_spec::AgentId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::App;

/// An agent that was not heard of for so long is offline, unless the settings say otherwise.
pub(crate) const AWAY: Duration = Duration::from_secs(30);
/// That an agent was heard of is written down once in so long.
const WRITTEN: Duration = Duration::from_secs(30);

/// Between two beats of a process that is not held up.
const BEAT: Duration = Duration::from_secs(1);
/// A process that did not beat for so long was stopped, or its machine slept.
const STILL: Duration = Duration::from_secs(10);

/// Who was heard of lately, by time that passed: a clock that jumps sends nobody away. Time in which this process stood still
/// does not count, as it could hear nobody.
pub(crate) struct Presence {
    pulse: Mutex<Pulse>,
    away: OnceLock<Duration>,
    agents: Mutex<HashMap<AgentId, Heard>>,
}

#[derive(Default)]
struct Heard {
    instances: HashMap<Uuid, Instant>,
    last: Option<Instant>,
    written: Option<Instant>,
}

/// Whether this process is under way.
struct Pulse {
    /// Since the start, or since it went on.
    since: Instant,
    last: Instant,
    /// When it went on after it had stood still.
    back: Option<Instant>,
}

impl Default for Presence {
    fn default() -> Self {
        let now = Instant::now();
        let pulse = Mutex::new(Pulse { since: now, last: now, back: None });
        Self { pulse, away: OnceLock::new(), agents: Mutex::default() }
    }
}

/// Beats until `stop`.
pub(crate) async fn beat(app: App, stop: CancellationToken) {
    loop {
        app.parts.agents.beat();
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(BEAT) => {}
        }
    }
}

impl Presence {
    /// Sets after which time an agent is offline; once, before agents call.
    pub(crate) fn settle(&self, away: Duration) {
        let _ = self.away.set(away);
    }

    /// Notes that this process is under way; returns since when it hears agents.
    fn beat(&self) -> Instant {
        let now = Instant::now();
        let mut pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(pulse.last) >= STILL {
            tracing::warn!(seconds = now.duration_since(pulse.last).as_secs(), "this process stood still");
            (pulse.since, pulse.back) = (now, Some(now));
        }
        pulse.last = now;
        pulse.since
    }

    /// Whether this process stood still until a moment ago: who has something for it has not had the time to bring it.
    pub(crate) fn is_just_back(&self) -> bool {
        self.beat();
        let pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        pulse.back.is_some_and(|back| back.elapsed() < self.away())
    }

    fn away(&self) -> Duration {
        *self.away.get_or_init(|| AWAY)
    }

    /// An instance of an agent was heard of. Returns whether it is time to write that down.
    pub(crate) fn heard(&self, agent: AgentId, instance: Uuid) -> bool {
        let now = Instant::now();
        let mut agents = self.lock();
        let heard = agents.entry(agent).or_default();
        heard.instances.retain(|_, last| last.elapsed() < self.away());
        heard.instances.insert(instance, now);
        heard.last = Some(now);
        let due = heard.written.is_none_or(|written| written.elapsed() >= WRITTEN);
        if due {
            heard.written = Some(now);
        }
        due
    }

    /// An instance said that it goes. Its agent has the usual time to come back.
    pub(crate) fn left(&self, agent: AgentId, instance: Uuid) {
        if let Some(heard) = self.lock().get_mut(&agent) {
            heard.instances.remove(&instance);
        }
    }

    /// The agent was removed.
    pub(crate) fn forget(&self, agent: AgentId) {
        self.lock().remove(&agent);
    }

    /// How many instances are there.
    pub(crate) fn instances(&self, agent: AgentId) -> usize {
        let agents = self.lock();
        let there = agents.get(&agent).map(|heard| &heard.instances);
        there.map_or(0, |all| all.values().filter(|last| last.elapsed() < self.away()).count())
    }

    /// Every agent that was heard of since the start, and how many instances of it are there.
    pub(crate) fn all(&self) -> Vec<(AgentId, usize)> {
        let known: Vec<_> = self.lock().keys().copied().collect();
        known.into_iter().map(|agent| (agent, self.instances(agent))).collect()
    }

    /// Whether the agent was there lately, or may have been: just after the start, and after a standstill, nobody has had the
    /// time to call.
    pub(crate) fn lately(&self, agent: AgentId) -> bool {
        let since = self.beat();
        let last = self.lock().get(&agent).and_then(|heard| heard.last);
        last.map_or(since, |last| last.max(since)).elapsed() < self.away()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AgentId, Heard>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_not_heard_of_is_away() {
        let (agent, other) = (AgentId(Uuid::from_u128(1)), AgentId(Uuid::from_u128(2)));
        let (one, two) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let presence = Presence::default();
        assert!(presence.lately(agent), "nobody has had the time to call");
        assert!(presence.heard(agent, one));
        assert!(!presence.heard(agent, two), "it was just written down");
        assert_eq!((presence.instances(agent), presence.instances(other)), (2, 0));
        presence.left(agent, one);
        presence.left(agent, two);
        assert_eq!((presence.instances(agent), presence.lately(agent)), (0, true), "it may come back");

        presence.heard(agent, one);
        let presence = Presence { away: Duration::ZERO.into(), ..presence };
        assert_eq!((presence.instances(agent), presence.lately(agent)), (0, false));
    }

    #[test]
    fn while_this_process_stood_still_nobody_went_away() {
        let agent = AgentId(Uuid::from_u128(1));
        let presence = Presence { away: Duration::ZERO.into(), ..Presence::default() };
        presence.heard(agent, Uuid::from_u128(3));
        assert!(!presence.lately(agent) && !presence.is_just_back());
        let presence = Presence { away: AWAY.into(), ..presence };
        let earlier = Instant::now().checked_sub(STILL).expect("the machine runs for longer");
        presence.pulse.lock().unwrap().last = earlier;
        let silent = AgentId(Uuid::from_u128(2));
        assert!(presence.is_just_back() && presence.lately(agent) && presence.lately(silent));
    }
}
