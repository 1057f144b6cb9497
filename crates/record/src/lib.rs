//! What may be known of a run: the only types that are kept or shown.
//!
//! ```text
//!   engine --(scrubs)--> RunRecord<CleanText> --(saved)--> store --(read back)--> RunRecord<StoredText>
//! ```
//!
//! Every free text in a record is of the type parameter `T`. The engine builds records of
//! [`CleanText`](tacit_taint::CleanText), which only the scrubber makes; saving takes nothing else. What is read back
//! from a store is of [`StoredText`], which can be shown but not saved as a new result. Parts that depend on a secret
//! and may not be shown are [`Shown::Hidden`]: the data is not there at all, not even encrypted.
//!
//! What an agent elsewhere sends is of `StoredText` too, until it was looked through here ([`StoredRun::received`]).
//!
//! To add a field: give text the type `T`, wrap whatever came off the wire or out of a script in [`Shown`].

mod counters;
mod diagnosis;
mod error;
mod exchange;
mod map;
mod outside;
mod progress;
mod received;
mod run;
mod shown;
mod step;
mod text;

pub use counters::{Counters, Tally};
pub use diagnosis::{Cause, Diagnosis};
pub use error::{ErrorCode, ErrorRecord};
pub use exchange::{
    BodyRecord, CertificateRecord, ConnectionRecord, HopRecord, RequestRecord, ResponseRecord, Sizes,
    Timings, TlsRecord,
};
pub use outside::for_outside;
pub use progress::Progress;
pub use run::{Aside, RunRecord, RunResult, VariableRecord};
pub use shown::{Hidden, Shown};
pub use step::{
    AssertionRecord, ConditionRecord, ExtractionRecord, ScriptPlace, ScriptRecord, StepRecord, StepResult,
    SubtestRecord,
};
pub use text::StoredText;

/// A record as the engine makes it.
pub type Run = RunRecord<tacit_taint::CleanText>;
/// A step as the engine makes it.
pub type Step = StepRecord<tacit_taint::CleanText>;
/// A record as it was read back.
pub type StoredRun = RunRecord<StoredText>;
/// A step as it was read back.
pub type StoredStep = StepRecord<StoredText>;
