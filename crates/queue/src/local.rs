//! A queue inside one process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use uuid::Uuid;

use crate::{QueuePlace, Room, Ticket, line::Lines};

/// Runs in the order they are to be worked on. At each place those somebody waits for go first, but out of five that are
/// taken one is of a schedule if any waits; among runs of one priority teams take turns, and within a team the first to
/// come is the first to go.
#[derive(Debug, Default)]
pub struct LocalQueue {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Places are few, and stay once they were asked for.
    places: HashMap<QueuePlace, Place>,
    waiting: HashMap<Uuid, Waiting>,
    /// Of each team that waits, how many.
    held: HashMap<Uuid, usize>,
    /// Counts what comes.
    came: u64,
    closed: bool,
}

#[derive(Debug, Default)]
struct Place {
    lines: Lines,
    len: usize,
    changed: Arc<Notify>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    ticket: Ticket,
    number: u64,
}

impl LocalQueue {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run; nothing happens when it waits already, or when the queue is closed.
    pub fn push(&self, ticket: Ticket) {
        let mut state = self.state();
        if let Some(changed) = state.add(ticket) {
            drop(state);
            changed.notify_one();
        }
    }

    /// The next run of a place; waits for one. Who cannot work on it may push the ticket again. `None` once the queue is
    /// closed. Dropping the future loses nothing.
    pub async fn pop(&self, place: QueuePlace) -> Option<Ticket> {
        let changed = Arc::clone(&self.state().places.entry(place).or_default().changed);
        loop {
            let notified = changed.notified();
            {
                let mut state = self.state();
                if state.closed {
                    return None;
                }
                if let Some(ticket) = state.next(place) {
                    // Notify keeps one permit only: pass it on while there is work for others.
                    if state.len_at(place) > 0 {
                        changed.notify_one();
                    }
                    return Some(ticket);
                }
            }
            notified.await;
        }
    }

    /// Takes a run out again; `false` when it does not wait here.
    pub fn remove(&self, run: Uuid) -> bool {
        let mut state = self.state();
        let Some(Waiting { ticket, number }) = state.leave(run) else { return false };
        if let Some(place) = state.places.get_mut(&ticket.place) {
            place.lines.remove(ticket.priority, ticket.team, number);
        }
        true
    }

    /// How many runs wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().waiting.len()
    }

    /// How many runs wait at a place.
    #[must_use]
    pub fn len_at(&self, place: QueuePlace) -> usize {
        self.state().len_at(place)
    }

    /// How many runs wait at each place that is known.
    #[must_use]
    pub fn lengths(&self) -> Vec<(QueuePlace, usize)> {
        self.state().places.iter().map(|(at, place)| (*at, place.len)).collect()
    }

    /// Whether no run waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What may still come when at most `capacity` runs are to wait. The queue itself refuses nothing: it takes what the
    /// store has.
    #[must_use]
    pub fn room(&self, capacity: usize) -> Room {
        let state = self.state();
        Room { free: capacity.saturating_sub(state.waiting.len()), held: state.held.clone() }
    }

    /// Lets everybody who waits, or asks later, have `None`. What is left stays in the store.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        for place in state.places.values() {
            place.changed.notify_waiters();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that runs under the lock leaves it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns whom to wake.
    fn add(&mut self, ticket: Ticket) -> Option<Arc<Notify>> {
        if self.closed || self.waiting.contains_key(&ticket.run) {
            return None;
        }
        self.came += 1;
        self.waiting.insert(ticket.run, Waiting { ticket, number: self.came });
        *self.held.entry(ticket.team).or_default() += 1;
        let place = self.places.entry(ticket.place).or_default();
        place.len += 1;
        place.lines.add(ticket.priority, ticket.team, self.came, ticket.run);
        Some(Arc::clone(&place.changed))
    }

    fn next(&mut self, place: QueuePlace) -> Option<Ticket> {
        let run = self.places.get_mut(&place)?.lines.next()?;
        Some(self.leave(run)?.ticket)
    }

    /// Counts a run out.
    fn leave(&mut self, run: Uuid) -> Option<Waiting> {
        let left = self.waiting.remove(&run)?;
        if let Some(held) = self.held.get_mut(&left.ticket.team) {
            *held -= 1;
            if *held == 0 {
                self.held.remove(&left.ticket.team);
            }
        }
        if let Some(place) = self.places.get_mut(&left.ticket.place) {
            place.len -= 1;
        }
        Some(left)
    }

    fn len_at(&self, place: QueuePlace) -> usize {
        self.places.get(&place).map_or(0, |place| place.len)
    }
}
