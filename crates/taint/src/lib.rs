//! Labels, secrets and the scrubber: the part of tacit to audit first.
//!
//! ```text
//!   Secret ----> Labeled<T> --(engine, wire)--> raw text --> Scrubber --> CleanText --> record
//!   (a value)    (text that may hold one)                    (needles)    (may be shown)
//! ```
//!
//! This crate owns what a secret's value can be inside a program: a [`Secret`] that cannot be printed, copied
//! or serialised; a [`Label`] that says which secrets a piece of data depends on; [`CleanText`], the only text a
//! record accepts, which only a [`Scrubber`] can make. It does no I/O and writes no logs, and depends on none of
//! our crates, so that it can be read in one sitting. It knows nothing of requests, runs or stores.
//!
//! Labels are the first line, the scrubber is the second:
//!
//! | file | idea |
//! |---|---|
//! | `secret`, `label`, `labeled`, `seam` | values, what depends on them, and the four places that may look |
//! | `forms/` | what servers, clients and reports turn a value into; one file per family |
//! | `needles` | all forms of a set of secrets, compiled into one automaton |
//! | `views/` | encodings undone again, each hit mapped back to the text it came from |
//! | `mask` | hits made into spans, spans into masks |
//! | `scrub`, `stream` | the same over a text, a body, a JSON value, or pieces of a stream |
//! | `weakness` | values too easy to guess to be shown around |
//!
//! One more form goes into its family in `forms/`, one more encoding to undo into `views/`; either gets a row in the
//! table of `tests/forms.rs`. What the scrubber cannot look through to the end it drops: it never lets text pass
//! because looking at it was hard.
//!
//! It cannot find a value that a program took apart in a way of its own. That is what labels are for.

mod clean;
mod forms;
mod label;
mod labeled;
mod mask;
mod needles;
mod scrub;
pub mod seam;
mod secret;
mod stream;
mod views;
mod weakness;

pub use clean::CleanText;
pub use label::{Kind, Label, SecretId};
pub use labeled::Labeled;
pub use needles::{Needles, NeedlesBuilder};
pub use scrub::{CleanBody, Scrubber};
pub use secret::Secret;
pub use stream::StreamScrubber;
pub use weakness::{Weakness, weakness};
