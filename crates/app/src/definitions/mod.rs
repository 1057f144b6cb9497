//! The life of tests and environments: saved, changed, kept as revisions, brought in and taken out.
//!
//! A definition comes as text, so that what is wrong with it has a line, and is kept as JSON. Each save is a revision.

mod body;
mod environments;
mod export;
mod import;
mod names;
mod problems;
mod revisions;
mod step_ids;
mod steps;
mod tests;

pub use environments::EnvironmentView;
pub(crate) use environments::{read_environment, usable_by};
pub(crate) use names::{checked_name, checked_text};
pub use revisions::RevisionView;
pub(crate) use tests::read_definition;
pub use tests::{TestSummary, TestView};
