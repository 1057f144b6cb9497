//! Steps one after the other, and what became of them.

use std::time::{Duration, Instant};

use crate::{Outcome, process::elapsed};

/// How a step went when it did not fail.
pub(crate) enum Verdict {
    /// It ran and found nothing wrong.
    Passed,
    /// It could not run here; the sentence says why and what to do.
    NotRun(String),
}

/// One step of a long command.
pub(crate) struct Step {
    /// What a person types to run it alone.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) title: &'static str,
    /// Does it.
    pub(crate) run: fn() -> Result<Verdict, String>,
}

/// Runs all steps, whatever becomes of each, and prints a summary.
pub(crate) fn run_all<'a>(steps: impl ExactSizeIterator<Item = &'a Step>) -> Outcome {
    let began = Instant::now();
    let count = steps.len();
    let mut lines = Vec::new();
    let (mut passed, mut failed, mut not_run) = (0, 0, 0);
    for (index, step) in steps.enumerate() {
        println!("\n== {}/{count} {} ==", index + 1, step.title);
        let step_began = Instant::now();
        let result = (step.run)();
        let time = step_began.elapsed();
        let (word, note) = match result {
            Ok(Verdict::Passed) => {
                passed += 1;
                ("passed", String::new())
            }
            Ok(Verdict::NotRun(reason)) => {
                not_run += 1;
                println!("Not run: {reason}");
                ("not run", reason)
            }
            Err(error) => {
                failed += 1;
                println!("{error}");
                ("FAILED", error)
            }
        };
        lines.push(line(word, step.name, time, &note));
    }
    println!("\n== Summary ({}) ==", elapsed(began.elapsed()));
    lines.iter().for_each(|line| println!("{line}"));
    let rest = if not_run == 0 { String::new() } else { format!(", {not_run} not run") };
    println!("\n{passed} passed, {failed} failed{rest}");
    match failed {
        0 => Ok(()),
        _ => Err("Not everything passed: see the summary above.".to_owned()),
    }
}

fn line(word: &str, name: &str, time: Duration, note: &str) -> String {
    let note = note.lines().next().unwrap_or_default();
    format!("  {word:<8} {name:<8} {:>13}  {note}", elapsed(time)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole_and_the_others_still_run() {
        let good = Step { name: "good", title: "Good", run: || Ok(Verdict::Passed) };
        let bad = Step { name: "bad", title: "Bad", run: || Err("broken".to_owned()) };
        let absent =
            Step { name: "absent", title: "Absent", run: || Ok(Verdict::NotRun("no tool".to_owned())) };
        assert!(run_all([good, absent].iter()).is_ok());
        assert!(run_all([bad].iter()).is_err());
    }

    #[test]
    fn a_line_of_the_summary_holds_the_first_line_of_the_note() {
        let line = line("FAILED", "walls", Duration::from_secs(1), "one\ntwo");
        assert_eq!(line, "  FAILED   walls            1.0 s  one");
    }
}
