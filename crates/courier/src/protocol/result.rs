//! Handing over what came of a run.

use serde::{Deserialize, Serialize};
use tacit_record::RunRecord;
use uuid::Uuid;

use super::Held;

/// A finished run. Written with [`CleanText`](tacit_taint::CleanText); whoever reads it has the sender's word that it is
/// clean, and takes [`StoredText`](tacit_record::StoredText).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished<T> {
    /// [`Instance::id`](super::Instance::id).
    pub instance: Uuid,
    /// The run, as it was claimed.
    #[serde(flatten)]
    pub held: Held,
    /// What may be known of it.
    pub record: RunRecord<T>,
}

/// The answer to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// What became of it. Either way there is nothing left to send.
    pub outcome: Outcome,
}

/// What became of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is the run's result.
    Accepted,
    /// The run is somebody else's by now, or over; also when the same result came before.
    Stale,
}
