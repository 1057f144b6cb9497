//! Who may still come when many wait.

use std::collections::HashMap;

use uuid::Uuid;

/// A team may hold so many times what is left free.
const SHARE: usize = 4;

/// How much may wait, and who holds how much of it. A look at the queue: what is admitted is counted here, and not
/// pushed yet.
///
/// One team alone may take four fifths. What is left then is for the others: however many flood the queue, the room that
/// stays free is a part of it, and a team with little is never refused because of them.
#[derive(Clone, Debug)]
pub struct Room {
    pub(crate) free: usize,
    pub(crate) held: HashMap<Uuid, usize>,
}

impl Room {
    /// Makes room for `count` more runs of a team; `false` when there is not enough for all of them.
    pub fn admit(&mut self, team: Uuid, count: usize) -> bool {
        let held = self.held.entry(team).or_default();
        let Some(free) = self.free.checked_sub(count) else { return false };
        if *held + count > free * SHARE {
            return false;
        }
        *held += count;
        self.free = free;
        true
    }
}
