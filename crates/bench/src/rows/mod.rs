//! The rows of the table.

mod program;
mod runs;
mod scrape;
mod scrub;
mod store;

use crate::target::Running;

/// What a row found.
pub(crate) struct Row {
    pub(crate) name: String,
    /// Against the baseline of the same round, or a plain number.
    pub(crate) found: String,
    /// What is aimed at.
    pub(crate) aim: &'static str,
}

fn row(name: impl Into<String>, found: impl Into<String>, aim: &'static str) -> Row {
    Row { name: name.into(), found: found.into(), aim }
}

/// Runs the rows whose name holds one of `words`, or all; prints each as soon as it is known.
pub(crate) async fn run_all(words: &[String], program: Option<&str>) {
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    show(vec![row("work", "found (median of rounds)", "aim")]);
    if wanted("run") || wanted("script") {
        let target = Running::start();
        show(runs::http(&target).await);
        show(runs::https(&target).await);
        show(runs::at_once(&target).await);
        show(runs::scripts(&target).await);
    }
    if wanted("scrub") {
        show(scrub::throughput());
    }
    if wanted("store") {
        show(store::results().await);
    }
    if wanted("scrape") {
        show(scrape::scrape().await);
    }
    if let Some(program) = program
        && wanted("program")
    {
        let target = Running::start();
        show(program::start_up(program, &target));
        show(program::idle(program));
        show(program::first_load());
    }
}

fn show(rows: Vec<Row>) {
    for Row { name, found, aim } in rows {
        println!("{name:<58} {found:<52} {aim}");
    }
}
