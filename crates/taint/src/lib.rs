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
//! our crates, so that it can be read in one sitting.

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
