//! Values of secrets that are kept elsewhere: fetched when a run needs them, held in memory for a while, never stored.
//!
//! ```text
//!   operator's file --> Sources --(may this team? is it fresh?)--> files | environment | Vault
//!                          |
//!   app: Reference --------+--> Arc<Secret>, or Trouble: a sentence that quotes nothing of what was answered
//! ```
//!
//! A team may use of a source what the operator lists for it, and nothing else. Whoever asks gets the value closed; what a
//! library or a server says of a failure stays here.
//!
//! To add a kind of source: a module with a `fetch` that gives a [`Secret`](tacit_taint::Secret) or a [`Trouble`], an arm in
//! `kind`, and a row in docs/secrets.md.

mod cache;
mod config;
mod environment;
mod files;
mod kind;
mod sources;
mod trouble;
mod vault;

pub use config::ConfigError;
pub use sources::{SourceInfo, Sources};
pub use trouble::Trouble;
