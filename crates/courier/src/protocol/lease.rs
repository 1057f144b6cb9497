//! Keeping runs, stopping them, giving them back.

use serde::{Deserialize, Serialize};
use tacit_spec::RunId;
use uuid::Uuid;

use super::Instance;

/// A run as somebody holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    /// The run.
    pub run: RunId,
    /// Which claim of it.
    pub epoch: i64,
}

/// Sent every [`HEARTBEAT`](super::HEARTBEAT).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// Who lives.
    pub instance: Instance,
    /// What is under way, or done and not yet accepted. Their leases begin anew.
    pub runs: Vec<Held>,
}

/// The answer to a heartbeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// What this instance is to stop.
    #[serde(default)]
    pub stop: Vec<Stop>,
}

/// A run to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Which.
    #[serde(flatten)]
    pub held: Held,
    /// And what to do then.
    pub why: Why,
}

/// Why a run is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody cancelled it: end it and hand over what there is.
    Cancelled,
    /// It is not this instance's any more: drop it, nothing of it is wanted.
    Lost,
}

/// Gives back what was not begun or will not be finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// [`Instance::id`].
    pub instance: Uuid,
    /// The runs; each goes back to the queue.
    pub runs: Vec<Held>,
    /// Whether the instance ends now and needs not be waited for.
    #[serde(default)]
    pub leaving: bool,
}

/// There is nothing to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}
