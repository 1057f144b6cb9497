//! What happens in the runs under way.

use serde::{Deserialize, Serialize};
use tacit_record::Progress;
use uuid::Uuid;

use super::Held;

/// News of several runs, in the order they happened. Written with [`CleanText`](tacit_taint::CleanText); whoever reads
/// it has the sender's word that it is clean, and takes [`StoredText`](tacit_record::StoredText).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct News<T> {
    /// [`Instance::id`](super::Instance::id).
    pub instance: Uuid,
    /// The news.
    pub news: Vec<RunNews<T>>,
}

/// One piece of news.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunNews<T> {
    /// Of this run.
    #[serde(flatten)]
    pub held: Held,
    /// What happened.
    pub progress: Progress<T>,
}
