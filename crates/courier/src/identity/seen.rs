//! Which requests came before.

use std::collections::HashMap;

use super::Proven;

/// Remembers the ids of requests as long as they could come again. Only who has an agent's key can make it grow.
#[derive(Debug, Default)]
pub struct Seen {
    ids: HashMap<[u8; 16], i64>,
    tidied_at: i64,
}

/// Between two looks for ids that need not be remembered any more.
const TIDY: i64 = 10_000_000;

impl Seen {
    /// Whether this request comes for the first time. `now` is in Unix microseconds.
    pub fn first(&mut self, request: &Proven, now: i64) -> bool {
        if now.saturating_sub(self.tidied_at) >= TIDY {
            self.ids.retain(|_, until| *until > now);
            self.tidied_at = now;
        }
        self.ids.insert(request.id, request.until).is_none()
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether none is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}
