//! The processes that wait for their team's next script.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::child::Child;

/// Idle processes by team, newest last, and the count of all processes, those at work included.
#[derive(Default)]
pub(super) struct Shelf {
    idle: HashMap<Uuid, Vec<(Instant, Child)>>,
    /// Processes idle or at work.
    pub(super) alive: usize,
    /// Nothing is put back any more.
    pub(super) closed: bool,
    /// A task is looking after those that are idle too long.
    pub(super) swept: bool,
}

impl Shelf {
    /// A process of `team` that is still there. The one used last is the warmest.
    pub(super) fn take(&mut self, team: Uuid) -> Option<Child> {
        let children = self.idle.get_mut(&team)?;
        let mut found = None;
        while let Some((_, mut child)) = children.pop() {
            if child.is_waiting() {
                found = Some(child);
                break;
            }
            self.alive -= 1;
        }
        if children.is_empty() {
            self.idle.remove(&team);
        }
        found
    }

    /// Puts one back.
    pub(super) fn put(&mut self, team: Uuid, child: Child) {
        self.idle.entry(team).or_default().push((Instant::now(), child));
    }

    /// Takes out the process that has been idle longest, to make room for another team's.
    pub(super) fn take_oldest(&mut self) -> Option<Child> {
        let team = *self.idle.iter().min_by_key(|(_, children)| children.first().map(|child| child.0))?.0;
        let children = self.idle.get_mut(&team)?;
        let (_, child) = children.remove(0);
        if children.is_empty() {
            self.idle.remove(&team);
        }
        self.alive -= 1;
        Some(child)
    }

    /// Takes out those idle for longer than `timeout`, and says when the next will be.
    pub(super) fn take_expired(&mut self, timeout: Duration) -> (Vec<Child>, Option<Instant>) {
        let now = Instant::now();
        let mut expired = Vec::new();
        for children in self.idle.values_mut() {
            let fresh = children.partition_point(|(since, _)| *since + timeout <= now);
            expired.extend(children.drain(..fresh).map(|(_, child)| child));
        }
        self.idle.retain(|_, children| !children.is_empty());
        self.alive -= expired.len();
        let next = self.idle.values().flatten().map(|(since, _)| *since + timeout).min();
        (expired, next)
    }

    /// Takes out all.
    pub(super) fn take_all(&mut self) -> Vec<Child> {
        let all: Vec<Child> =
            self.idle.drain().flat_map(|(_, children)| children).map(|(_, child)| child).collect();
        self.alive -= all.len();
        all
    }
}
