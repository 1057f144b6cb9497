//! The report for people.

use std::fmt::Write;

use tacit_record::{
    AssertionRecord, Cause, ConditionRecord, ErrorCode, ErrorRecord, ExtractionRecord, Hidden, HopRecord,
    Run, RunResult, ScriptPlace, ScriptRecord, Shown, Step, StepResult, VariableRecord,
};
use tacit_taint::CleanText;

use super::{Report, reason, totals::Totals};
use crate::{
    run::execute::Finished,
    settings::RunArgs,
    terminal::{Style, printable},
};

/// Each case as soon as it has ended.
pub(super) struct Text {
    style: Style,
    quiet: bool,
    verbose: bool,
    file: Option<CleanText>,
}

impl Text {
    pub(super) fn new(args: &RunArgs) -> Self {
        let style = if args.reporter_output.is_some() { Style::PLAIN } else { Style::of_output() };
        Self { style, quiet: args.quiet, verbose: args.verbose, file: None }
    }
}

impl Report for Text {
    fn add(&mut self, finished: &Finished) -> String {
        if self.quiet && (finished.passed() || finished.record.is_none()) {
            return String::new();
        }
        let case = &finished.case;
        let mut page = Page { out: String::new(), style: self.style, verbose: self.verbose, hidden: false };
        if self.file.as_ref() != Some(&case.file) {
            page.line(0, &self.style.bold(&printable(case.file.as_str())));
            self.file = Some(case.file.clone());
        }
        let name = printable(case.name.as_str());
        match &finished.record {
            None => page.line(1, &self.style.dim(&format!("- {name}: not run"))),
            Some(record) => page.run(&name, record),
        }
        page.out
    }

    fn finish(&mut self, totals: &Totals) -> String {
        let mut parts = Vec::new();
        if totals.failed > 0 {
            parts.push(self.style.red(&format!("{} failed", totals.failed)));
        }
        if totals.passed > 0 {
            parts.push(self.style.green(&format!("{} passed", totals.passed)));
        }
        if totals.not_run > 0 {
            parts.push(self.style.yellow(&format!("{} not run", totals.not_run)));
        }
        let gap = if self.quiet && totals.failed == 0 { "" } else { "\n" };
        format!("{gap}Tests: {} in {}\n", parts.join(", "), duration(totals.micros))
    }
}

struct Page {
    out: String,
    style: Style,
    verbose: bool,
    /// Something was not shown because of a secret.
    hidden: bool,
}

impl Page {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{:1$}{text}", "", depth * 2);
    }

    fn hint(&mut self, depth: usize, text: &str) {
        let text = format!("{} {}", self.style.dim("hint:"), printable(text));
        self.line(depth, &text);
    }

    fn mark(&self, passed: &Shown<bool>) -> String {
        match passed {
            Shown::Shown(true) => self.style.green("✓"),
            Shown::Shown(false) => self.style.red("✗"),
            Shown::Hidden(_) => self.style.yellow("?"),
            Shown::Absent => self.style.dim("-"),
        }
    }

    fn run(&mut self, name: &str, record: &Run) {
        let (mark, word) = match record.result {
            RunResult::Pass => (self.style.green("✓"), ""),
            RunResult::Fail => (self.style.red("✗"), ""),
            RunResult::Canceled => (self.style.yellow("✗"), ", canceled"),
        };
        let steps = match record.steps.len() {
            1 => "1 step".to_owned(),
            many => format!("{many} steps"),
        };
        let facts = format!("({steps}, {}{word})", duration(record.finished_at - record.started_at));
        self.line(1, &format!("{mark} {name} {}", self.style.dim(&facts)));
        if self.verbose {
            self.variables("initial variables", &record.initial_variables);
        }
        for step in &record.steps {
            self.step(2, step);
        }
        record.errors.iter().for_each(|error| self.error(2, None, error));
        if self.verbose {
            self.variables("variables at the end", &record.variables);
        }
        if self.hidden {
            self.line(2, &self.style.dim(reason::NEXT).clone());
        }
    }

    fn step(&mut self, depth: usize, step: &Step) {
        let mark = match &step.result {
            Shown::Shown(StepResult::Pass) => self.style.green("✓"),
            Shown::Shown(StepResult::Fail) => self.style.red("✗"),
            Shown::Shown(StepResult::Skipped) | Shown::Absent => self.style.dim("-"),
            Shown::Shown(StepResult::Canceled) => self.style.yellow("✗"),
            Shown::Hidden(_) => self.style.yellow("?"),
        };
        let place = printable(step.place.as_str());
        let mut line = format!("{mark} {place}  {}", title(step));
        match &step.result {
            Shown::Shown(StepResult::Skipped) => line.push_str(&self.style.dim("  skipped")),
            Shown::Hidden(why) => {
                self.hidden = true;
                line.push_str(&self.style.dim(&format!("  ({})", reason::of(step, *why))));
            }
            _ => {}
        }
        if let Some(last) = step.hops.last() {
            line.push_str(&self.exchange(&step.hops, last));
        }
        self.line(depth, &line);
        let note = step.note.as_str().trim();
        if self.verbose && !note.is_empty() && step.method.is_some() {
            self.line(depth + 1, &self.style.dim(&printable(note)).clone());
        }
        if let Some(cause) = silent_cause(step) {
            self.line(depth + 1, &self.style.red(cause.title()).clone());
            self.hint(depth + 1, cause.advice());
        }
        if let Some(condition) = &step.condition {
            self.condition(depth + 1, step, condition);
        }
        step.scripts.iter().for_each(|script| self.script(depth + 1, step, script));
        step.assertions.iter().for_each(|assertion| self.assertion(depth + 1, step, assertion));
        step.variables.iter().for_each(|extraction| self.extraction(depth + 1, step, extraction));
        if let Shown::Shown(errors) = &step.errors {
            errors
                .iter()
                .filter(|error| !told_by_script(step, error))
                .for_each(|error| self.error(depth + 1, Some(step), error));
        }
        step.steps.iter().for_each(|step| self.step(depth + 1, step));
    }

    fn exchange(&self, hops: &[HopRecord<CleanText>], last: &HopRecord<CleanText>) -> String {
        let mut text = String::new();
        if let Shown::Shown(status) = last.status {
            let code = status.to_string();
            let code = if status < 400 { self.style.green(&code) } else { self.style.yellow(&code) };
            let _ = write!(text, "  {code}");
        }
        let times: Option<Vec<f64>> =
            hops.iter().map(|hop| hop.timings.shown().map(|timings| timings.total)).collect();
        if let Some(times) = times {
            let _ = write!(text, "  {}", self.style.dim(&format!("{:.0} ms", times.iter().sum::<f64>())));
        }
        if hops.len() > 1 {
            let _ = write!(text, "  {}", self.style.dim(&format!("{} redirects", hops.len() - 1)));
        }
        text
    }

    fn condition(&mut self, depth: usize, step: &Step, condition: &ConditionRecord<CleanText>) {
        if let Shown::Hidden(why) = condition.held {
            self.why(depth, step, "whether it held", why);
        } else if self.verbose {
            let held = match condition.held {
                Shown::Shown(true) => "held",
                Shown::Shown(false) => "did not hold",
                _ => "was not looked at",
            };
            let rounds = step.iterations.shown().map(|rounds| format!("{rounds} rounds, then "));
            self.line(depth, &self.style.dim(&format!("{}{held}", rounds.unwrap_or_default())).clone());
        }
    }

    fn assertion(&mut self, depth: usize, step: &Step, assertion: &AssertionRecord<CleanText>) {
        let failed = assertion.passed == Shown::Shown(false);
        if !failed && !self.verbose {
            return;
        }
        let mut text = format!("{} {}", self.mark(&assertion.passed), assertion.source.as_str());
        if let Some(property) = &assertion.property {
            let _ = write!(text, " {}", printable(property.as_str()));
        }
        let _ = write!(text, " {}", assertion.comparison.as_str());
        if let Some(written) = &assertion.written {
            let _ = write!(text, " {}", printable(written.as_str()));
        }
        self.line(depth, &text);
        if !failed {
            return;
        }
        let same = assertion.target.shown() == assertion.written.as_ref();
        if let Shown::Shown(target) = &assertion.target
            && !same
        {
            self.line(depth + 1, &format!("expected: {}", printable(target.as_str())));
        }
        match &assertion.actual {
            Shown::Shown(Some(actual)) => {
                self.line(depth + 1, &format!("actual: {}", printable(actual.as_str())));
            }
            Shown::Hidden(why) => self.why(depth + 1, step, "actual", *why),
            Shown::Shown(None) | Shown::Absent => {}
        }
        if let Shown::Shown(Some(error)) = &assertion.error {
            self.line(depth + 1, &printable(error.as_str()));
        }
    }

    fn extraction(&mut self, depth: usize, step: &Step, extraction: &ExtractionRecord<CleanText>) {
        let failed = extraction.passed == Shown::Shown(false);
        if !failed && !self.verbose {
            return;
        }
        let mut text = format!(
            "{} {} from {}",
            self.mark(&extraction.passed),
            printable(extraction.name.as_str()),
            extraction.source.as_str()
        );
        if let Some(property) = &extraction.property {
            let _ = write!(text, " {}", printable(property.as_str()));
        }
        if let Shown::Shown(Some(value)) = &extraction.value {
            let _ = write!(text, ": {}", printable(value.as_str()));
        }
        self.line(depth, &text);
        match &extraction.error {
            Shown::Shown(Some(error)) => self.line(depth + 1, &printable(error.as_str())),
            Shown::Hidden(why) if failed => self.why(depth + 1, step, "reason", *why),
            _ => {}
        }
    }

    fn script(&mut self, depth: usize, step: &Step, script: &ScriptRecord<CleanText>) {
        let failed = script.passed == Shown::Shown(false);
        if !failed && !self.verbose {
            return;
        }
        let place = match script.place {
            ScriptPlace::Initial => "initial script",
            ScriptPlace::PreRequest => "pre-request script",
            ScriptPlace::PostResponse => "post-response script",
        };
        let origin = printable(script.origin.as_str());
        let name = if origin.contains("script") { origin } else { format!("{place} of {origin}") };
        self.line(depth, &format!("{} {name}", self.mark(&script.passed)));
        match &script.error {
            Shown::Shown(Some(error)) => self.line(depth + 1, &printable(error.as_str())),
            Shown::Hidden(why) if failed => self.why(depth + 1, step, "message", *why),
            _ => {}
        }
        if let Shown::Shown(lines) = &script.output
            && (self.verbose || failed)
        {
            for line in lines {
                self.line(depth + 1, &format!("{} {}", self.style.dim("log:"), printable(line.as_str())));
            }
        }
    }

    fn error(&mut self, depth: usize, step: Option<&Step>, error: &ErrorRecord<CleanText>) {
        let place = printable(error.place.as_str());
        let mut text = format!("{} {} in {place}", self.style.red("✗"), error.code);
        if let Shown::Shown(detail) = &error.detail {
            let _ = write!(text, ": {}", printable(detail.as_str()));
        }
        self.line(depth, &text);
        if let (Shown::Hidden(why), Some(step)) = (&error.detail, step) {
            self.why(depth + 1, step, "detail", *why);
        }
        if let Some(hint) = &error.hint {
            self.hint(depth + 1, hint.as_str());
        }
    }

    fn variables(&mut self, title: &str, variables: &[VariableRecord<CleanText>]) {
        if variables.is_empty() {
            return;
        }
        self.line(2, &self.style.dim(title).clone());
        for variable in variables {
            let value = match &variable.value {
                Shown::Shown(value) => printable(value.as_str()),
                Shown::Hidden(_) => self.style.dim("(hidden: depends on a secret)"),
                Shown::Absent => continue,
            };
            self.line(3, &format!("{} = {value}", printable(variable.name.as_str())));
        }
    }

    fn why(&mut self, depth: usize, step: &Step, what: &str, why: Hidden) {
        self.hidden = true;
        self.line(depth, &format!("{what}: ({})", reason::of(step, why)));
    }
}

/// Why a step failed whose own lines do not say it: the target refused, failed or led elsewhere.
fn silent_cause(step: &Step) -> Option<Cause> {
    let diagnosis = step.diagnosis()?;
    let refused = diagnosis.status.is_some() && diagnosis.cause != Cause::OtherStatus;
    (refused || diagnosis.cause == Cause::Redirected).then_some(diagnosis.cause)
}

/// Whether the line of the script that failed says the same already.
fn told_by_script(step: &Step, error: &ErrorRecord<CleanText>) -> bool {
    let of_script = matches!(error.code, ErrorCode::ScriptError | ErrorCode::ScriptLimit);
    let tells = |script: &ScriptRecord<CleanText>| {
        script.origin == error.place && matches!(script.error, Shown::Shown(Some(_)) | Shown::Hidden(_))
    };
    of_script && step.scripts.iter().any(tells)
}

/// What a step is called: as written in the definition, templates not filled in.
pub(super) fn title(step: &Step) -> String {
    let subtest = step.subtest.as_ref().filter(|subtest| !subtest.name.as_str().is_empty());
    let title = match (&step.method, &step.url, &step.condition) {
        (Some(method), Some(url), _) => format!("{} {}", method.as_str(), url.as_str()),
        _ if subtest.is_some() => {
            format!(
                "subtest {}",
                subtest.map_or_else(String::new, |subtest| subtest.name.as_str().to_owned())
            )
        }
        (_, _, Some(condition)) => format!(
            "{} {} {} {}",
            if step.step_type.as_str() == "conditional-loop" { "loop while" } else { "condition" },
            condition.left.as_str(),
            condition.comparison.as_str(),
            condition.right.as_str()
        ),
        _ => step.step_type.as_str().to_owned(),
    };
    printable(&title)
}

fn duration(micros: i64) -> String {
    let ms = micros as f64 / 1000.0;
    if ms < 1000.0 { format!("{ms:.0} ms") } else { format!("{:.1} s", ms / 1000.0) }
}
