//! `cargo xtask walls`: what the crates must not be able to do.
//!
//! ```text
//!   cargo metadata --> graph --(rooms: who may reach whom)--------+--> breaches
//!   sources -------> code ---(places: what may be named where)----+
//! ```
//!
//! A promise that hangs on a reader's care is none. So each crate has a row in [`rooms`], libraries with one home have
//! a row there too, and words that open a value or step round the compiler have a row in [`places`].

mod code;
mod graph;
mod judge;
mod places;
mod rooms;

use std::fmt;

use crate::{Outcome, process, workspace};

/// Something that is not as it must be: where, what, and the way out.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    place: String,
    what: String,
    why: String,
    way_out: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, what, why, way_out } = self;
        write!(f, "{place}: {what}\n    the wall:    {why}\n    the way out: {way_out}")
    }
}

/// Looks at the dependency graph and the sources.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("walls takes no arguments.".to_owned());
    }
    let mut breaches = judge::breaches(&graph::Graph::read(&metadata()?)?);
    breaches.extend(places::breaches(&workspace::root())?);
    if breaches.is_empty() {
        println!("{} crates and {} rules about sources: the walls stand.", rooms::ROOMS.len(), places::COUNT);
        return Ok(());
    }
    let told: Vec<_> = breaches.iter().map(ToString::to_string).collect();
    Err(format!(
        "{} breach(es) in the walls (ARCHITECTURE.md says what they are for):\n\n{}",
        told.len(),
        told.join("\n\n")
    ))
}

/// The graph for this machine's kind: for others, cargo would have to fetch crates nobody builds here.
fn metadata() -> Result<String, String> {
    let about = process::output(process::command(&workspace::root(), "rustc", ["-vV"]))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    process::output(process::cargo([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        host,
    ]))
}
