//! News of a run that is under way.

use serde::{Deserialize, Serialize};
use tacit_taint::CleanText;

use crate::StepRecord;

/// One piece of news. The whole record follows when the run is finished.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Progress<T = CleanText> {
    /// A step has started.
    StepStarted {
        /// Position, as in [`StepRecord::place`].
        place: T,
    },
    /// A step has ended.
    StepFinished {
        /// What may be known of it.
        step: Box<StepRecord<T>>,
    },
    /// The moments of the following steps depend on a secret: no more news until the end.
    Quiet,
}
