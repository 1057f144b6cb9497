//! Resolve, run, judge, scrub: from a plan to a record.
//!
//! ```text
//!   Plan --> Walk --+--> render (templates, labels) --> request --> wire
//!                   |                                                |
//!                   |      scripts (what they read, they carry)      v
//!                   |                                            RawStep
//!                   |      evaluate (sources, comparisons)           |
//!                   +--> project (exposure: the table) <-------------+
//!                              |
//!                              v
//!                        record --> guard (the last look) --> Run
//! ```
//!
//! Beside the way of the data stands [`pace`]: when things happen is data as well.
//!
//! This crate owns the life of a run and the label calculus: what each piece of data depends on, and what of it may be
//! shown. It knows no store, no vault, no queue and no clock of its own: secrets, time and randomness come in with the
//! [`Plan`] and the [`Engine`], and only records go out.
//!
//! To add a kind of step: a variant in `spec`, an arm in `walk::Walk::step` and in `walk::condition`, and a row for
//! every new part in `exposure`.

mod around;
mod cookies;
mod echoes;
mod effective;
pub mod evaluate;
mod exposure;
mod guard;
mod needles;
mod pace;
mod plan;
mod project;
mod render;
mod request;
mod run;
mod scope;
mod scripts;
mod sealed;
mod step;
mod walk;

use std::sync::Arc;

pub use plan::{Limits, Plan, Secrets, StoredSecret, Visibility};
pub use run::News;

/// Executes plans. One for the life of a process; runs share the connection settings and the script processes.
pub struct Engine {
    wire: tacit_wire::Wire,
    scripts: tacit_script::Pool,
    clock: Arc<dyn evaluate::Clock>,
    random: Arc<dyn evaluate::Random>,
}

impl Engine {
    /// An engine that reaches the world through these.
    #[must_use]
    pub fn new(
        wire: tacit_wire::Wire,
        scripts: tacit_script::Pool,
        clock: Arc<dyn evaluate::Clock>,
        random: Arc<dyn evaluate::Random>,
    ) -> Self {
        Self { wire, scripts, clock, random }
    }
}
