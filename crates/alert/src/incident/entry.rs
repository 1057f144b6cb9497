//! The timeline of an incident.

use serde::{Deserialize, Serialize};
use tacit_spec::{ChannelId, PersonId};

use crate::Change;

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unix microseconds.
    pub at: i64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened to an incident. Places are named by their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It began with the failure of a place.
    Opened {
        /// Where.
        place: String,
    },
    /// A place fails that did not.
    Failed {
        /// Where.
        place: String,
    },
    /// A place passes and fails in turn.
    Flaky {
        /// Where.
        place: String,
    },
    /// Runs cannot be executed in a place.
    Unwatched {
        /// Where.
        place: String,
    },
    /// A place passes again.
    Recovered {
        /// Where.
        place: String,
    },
    /// Somebody takes care of it.
    Acknowledged {
        /// Who.
        by: PersonId,
    },
    /// Somebody said that it is over.
    Closed {
        /// Who.
        by: PersonId,
    },
    /// It got worse since it was acknowledged: it is told again.
    AcknowledgementEnded,
    /// A channel was told.
    Told {
        /// Which.
        channel: ChannelId,
        /// What.
        change: Change,
    },
    /// A channel could not be told.
    NotTold {
        /// Which.
        channel: ChannelId,
        /// What.
        change: Change,
    },
    /// Every place passes again.
    Resolved,
}

impl Event {
    pub(super) fn at(self, at: i64) -> Entry {
        Entry { at, event: self }
    }
}
