//! The report for continuous integration: one suite for each test, one case for each step.
//!
//! Names are those of the definition, templates not filled in, so that a case keeps its name from run to run.

use std::io;

use jiff::Timestamp;
use quick_xml::{Writer, events::BytesText};
use tacit_record::{Run, RunResult, Shown, Step, StepResult};

use super::{Report, reason, text::title, totals::Totals};
use crate::run::execute::Finished;

/// Everything at the end, as one XML document.
#[derive(Default)]
pub(super) struct Junit {
    suites: Vec<Suite>,
}

struct Suite {
    name: String,
    file: String,
    environment: String,
    run_id: String,
    timestamp: String,
    seconds: f64,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: String,
    seconds: f64,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Skipped(String),
    Failed { message: String, text: String },
}

impl Report for Junit {
    fn add(&mut self, finished: &Finished) -> String {
        let case = &finished.case;
        let class = class(case.file.as_str(), case.name.as_str());
        let mut cases = Vec::new();
        let (mut timestamp, mut seconds) = (String::new(), 0.0);
        match &finished.record {
            None => cases.push(Case {
                name: "run".into(),
                class,
                seconds: 0.0,
                outcome: Outcome::Skipped(
                    "not run: an earlier test failed, or the command was stopped".into(),
                ),
            }),
            Some(record) => {
                let started = Timestamp::from_microsecond(record.started_at).unwrap_or_default();
                timestamp = started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                seconds = (record.finished_at - record.started_at) as f64 / 1e6;
                record.steps.iter().for_each(|record| step(&mut cases, &class, record));
                cases.extend(whole(record, &class, &cases));
            }
        }
        self.suites.push(Suite {
            name: clean(case.name.as_str()),
            file: clean(case.file.as_str()),
            environment: clean(case.environment_name.as_str()),
            run_id: finished.id.to_string(),
            timestamp,
            seconds,
            cases,
        });
        String::new()
    }

    fn finish(&mut self, _totals: &Totals) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        self.document(&mut writer).expect("a vector takes all");
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.push_str(&String::from_utf8(writer.into_inner()).expect("only text was written"));
        text.push('\n');
        text
    }
}

impl Junit {
    fn document(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let all = || self.suites.iter().flat_map(|suite| &suite.cases);
        let seconds = self.suites.iter().map(|suite| suite.seconds).sum();
        let numbers = numbers(all(), seconds);
        let root = writer.create_element("testsuites").with_attribute(("name", "tacit"));
        let root = root.with_attributes(numbers.iter().map(|(name, value)| (*name, value.as_str())));
        root.write_inner_content(|writer| self.suites.iter().try_for_each(|suite| suite.write(writer)))?;
        Ok(())
    }
}

impl Suite {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let numbers = numbers(self.cases.iter(), self.seconds);
        let mut element = writer
            .create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("file", self.file.as_str()))
            .with_attributes(numbers.iter().map(|(name, value)| (*name, value.as_str())));
        if !self.timestamp.is_empty() {
            element = element.with_attribute(("timestamp", self.timestamp.as_str()));
        }
        element.write_inner_content(|writer| {
            writer.create_element("properties").write_inner_content(|writer| {
                for (name, value) in [("run_id", &self.run_id), ("environment", &self.environment)] {
                    writer
                        .create_element("property")
                        .with_attributes([("name", name), ("value", value.as_str())])
                        .write_empty()?;
                }
                Ok(())
            })?;
            self.cases.iter().try_for_each(|case| case.write(writer))
        })?;
        Ok(())
    }
}

impl Case {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let seconds = format!("{:.3}", self.seconds);
        let element = writer.create_element("testcase").with_attributes([
            ("name", self.name.as_str()),
            ("classname", self.class.as_str()),
            ("time", seconds.as_str()),
        ]);
        match &self.outcome {
            Outcome::Passed => element.write_empty()?,
            Outcome::Skipped(message) => element.write_inner_content(|writer| {
                writer
                    .create_element("skipped")
                    .with_attribute(("message", message.as_str()))
                    .write_empty()?;
                Ok(())
            })?,
            Outcome::Failed { message, text } => element.write_inner_content(|writer| {
                writer
                    .create_element("failure")
                    .with_attribute(("message", message.as_str()))
                    .write_text_content(BytesText::new(text))?;
                Ok(())
            })?,
        };
        Ok(())
    }
}

fn numbers<'a>(cases: impl Iterator<Item = &'a Case>, seconds: f64) -> [(&'static str, String); 5] {
    let (mut tests, mut failures, mut skipped) = (0, 0, 0);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Skipped(_) => skipped += 1,
            Outcome::Failed { .. } => failures += 1,
        }
    }
    [
        ("tests", tests.to_string()),
        ("failures", failures.to_string()),
        ("errors", "0".into()),
        ("skipped", skipped.to_string()),
        ("time", format!("{seconds:.3}")),
    ]
}

/// The file without its ending, and the test: stable as long as neither is renamed.
fn class(file: &str, test: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    clean(&format!("{}.{}", stem.trim_start_matches("./").replace('.', "_"), test.replace('.', "_")))
}

fn step(cases: &mut Vec<Case>, class: &str, step: &Step) {
    let outcome = match &step.result {
        Shown::Shown(StepResult::Pass) => Outcome::Passed,
        Shown::Shown(StepResult::Fail) => failure(step),
        Shown::Shown(StepResult::Canceled) => {
            Outcome::Failed { message: "canceled".into(), text: String::new() }
        }
        Shown::Shown(StepResult::Skipped) | Shown::Absent => Outcome::Skipped("skipped".into()),
        Shown::Hidden(why) => {
            Outcome::Skipped(clean(&format!("the result of this step is {}", reason::of(step, *why))))
        }
    };
    let total: f64 =
        step.hops.iter().filter_map(|hop| hop.timings.shown()).fold(0.0, |sum, timings| sum + timings.total);
    cases.push(Case {
        name: clean(&format!("{} {}", step.place.as_str(), title(step))),
        class: class.to_owned(),
        seconds: total / 1000.0,
        outcome,
    });
    for inner in &step.steps {
        self::step(cases, class, inner);
    }
}

fn failure(step: &Step) -> Outcome {
    let mut lines = Vec::new();
    if let Shown::Shown(errors) = &step.errors {
        for error in errors {
            let detail = match &error.detail {
                Shown::Shown(detail) => format!(": {}", detail.as_str()),
                Shown::Hidden(why) => format!(" ({})", reason::of(step, *why)),
                Shown::Absent => String::new(),
            };
            lines.push(format!("{} in {}{detail}", error.code, error.place.as_str()));
        }
    }
    for script in step.scripts.iter().filter(|script| script.passed == Shown::Shown(false)) {
        let why = match &script.error {
            Shown::Shown(Some(error)) => format!(": {}", error.as_str()),
            Shown::Hidden(why) => format!(" ({})", reason::of(step, *why)),
            Shown::Shown(None) | Shown::Absent => String::new(),
        };
        lines.push(format!("script failed: {}{why}", script.origin.as_str()));
    }
    for assertion in step.assertions.iter().filter(|assertion| assertion.passed == Shown::Shown(false)) {
        let mut line = assertion.source.as_str().to_owned();
        let parts = [assertion.property.as_ref(), Some(&assertion.comparison), assertion.written.as_ref()];
        for part in parts.into_iter().flatten() {
            line.push(' ');
            line.push_str(part.as_str());
        }
        match &assertion.actual {
            Shown::Shown(Some(actual)) => line.push_str(&format!(": actual {}", actual.as_str())),
            Shown::Hidden(why) => line.push_str(&format!(" ({})", reason::of(step, *why))),
            Shown::Shown(None) | Shown::Absent => {}
        }
        lines.push(line);
    }
    for variable in step.variables.iter().filter(|variable| variable.passed == Shown::Shown(false)) {
        lines.push(format!("variable {} was not found", variable.name.as_str()));
    }
    let message = lines.first().cloned().unwrap_or_else(|| "a step inside failed".into());
    Outcome::Failed { message: clean(&message), text: clean(&lines.join("\n")) }
}

/// What no step tells: mistakes before the first one, and failures whose place is hidden.
fn whole(record: &Run, class: &str, cases: &[Case]) -> Option<Case> {
    let told = cases.iter().any(|case| matches!(case.outcome, Outcome::Failed { .. }));
    if record.result == RunResult::Pass || (told && record.errors.is_empty()) {
        return None;
    }
    let lines: Vec<String> = record
        .errors
        .iter()
        .map(|error| {
            let detail = error.detail.shown().map(|detail| format!(": {}", detail.as_str()));
            format!("{} in {}{}", error.code, error.place.as_str(), detail.unwrap_or_default())
        })
        .collect();
    let message = lines.first().cloned().unwrap_or_else(|| match record.result {
        RunResult::Canceled => "canceled".into(),
        _ => "the run failed at a step whose result is hidden because of a secret".into(),
    });
    Some(Case {
        name: "run".into(),
        class: class.to_owned(),
        seconds: 0.0,
        outcome: Outcome::Failed { message: clean(&message), text: clean(&lines.join("\n")) },
    })
}

/// XML 1.0 has no way to write most control characters (section 2.2).
fn clean(text: &str) -> String {
    let allowed = |c: char| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}
