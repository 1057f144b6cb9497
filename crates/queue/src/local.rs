//! A queue inside one process.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use uuid::Uuid;

/// What goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Runs of a schedule.
    Scheduled,
    /// Runs that somebody waits for.
    Manual,
}

/// Ids of runs in the order they are to be worked on: those somebody waits for first, else first come, first served.
#[derive(Debug, Default)]
pub struct LocalQueue {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    manual: VecDeque<Uuid>,
    scheduled: VecDeque<Uuid>,
    /// What waits in either line. Removing only strikes an id here; it is skipped when its turn comes.
    waiting: HashSet<Uuid>,
    closed: bool,
}

impl LocalQueue {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run; nothing happens when it waits already, or when the queue is closed.
    pub fn push(&self, run: Uuid, priority: Priority) {
        let mut state = self.state();
        if state.closed || !state.waiting.insert(run) {
            return;
        }
        match priority {
            Priority::Manual => state.manual.push_back(run),
            Priority::Scheduled => state.scheduled.push_back(run),
        }
        drop(state);
        self.changed.notify_one();
    }

    /// The next run; waits for one. `None` once the queue is closed. Dropping the future loses nothing.
    pub async fn pop(&self) -> Option<Uuid> {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                if state.closed {
                    return None;
                }
                if let Some(run) = state.next() {
                    // Notify keeps one permit only: pass it on while there is work for others.
                    if !state.waiting.is_empty() {
                        self.changed.notify_one();
                    }
                    return Some(run);
                }
            }
            changed.await;
        }
    }

    /// Takes a run out again; `false` when it does not wait here.
    pub fn remove(&self, run: Uuid) -> bool {
        self.state().waiting.remove(&run)
    }

    /// How many runs wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().waiting.len()
    }

    /// Whether no run waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets everybody who waits, or asks later, have `None`. What is left stays in the store.
    pub fn close(&self) {
        self.state().closed = true;
        self.changed.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that runs under the lock leaves it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> Option<Uuid> {
        while let Some(run) = self.manual.pop_front().or_else(|| self.scheduled.pop_front()) {
            if self.waiting.remove(&run) {
                return Some(run);
            }
        }
        None
    }
}
