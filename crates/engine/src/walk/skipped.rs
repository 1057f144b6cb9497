//! Steps that do not run, and steps of which that is a secret.

use tacit_record::{Counters, ScriptPlace, Shown, Step, StepResult};
use tacit_spec::{Step as StepDefinition, StepKind, test::Request};
use tacit_taint::Label;

use super::Walk;
use crate::{
    exposure::{Level, Part},
    project::{Projector, Standing},
    step::{self, RawScript, RawStep},
};

impl Walk<'_> {
    /// A step that does not run: skipped by its author, by an earlier failure, by a condition or by cancellation.
    pub(super) fn passed_over(&self, definition: &StepDefinition, place: String) -> Step {
        let projector = self.projector();
        let level = projector.level(&Label::PUBLIC, &self.control);
        let result = match (definition.skipped, self.cancel.is_cancelled()) {
            (false, true) => StepResult::Canceled,
            _ => StepResult::Skipped,
        };
        let hidden = level.hides_verdict() && !definition.skipped;
        let start_ms = if hidden { self.pace.start_ms(&self.control) } else { Shown::Absent };
        let control = if hidden { &self.control } else { &Label::PUBLIC };
        let standing = |place| Standing { definition, place, control, secrets: Vec::new(), start_ms };
        match &definition.kind {
            StepKind::Request(request) => {
                let raw = if hidden { self.unknown(request) } else { RawStep::default() };
                let mut record = projector.request(standing(place), request, &raw, false);
                if !hidden {
                    record.result = Shown::Shown(result);
                    record.errors = Shown::Absent;
                    record.counters = Counters::default();
                }
                record
            }
            StepKind::Pause { .. } => {
                self.outline(&projector, standing(place), "pause", level, hidden, result)
            }
            StepKind::Condition(condition) => {
                let prefix = format!("{place}.");
                let mut record =
                    self.outline(&projector, standing(place), "condition", level, hidden, result);
                record.condition = Some(projector.condition(
                    condition,
                    if hidden { level } else { Level::Public },
                    None,
                    None,
                    None,
                ));
                for (index, step) in condition.steps.iter().enumerate() {
                    let step = self.passed_over(step, format!("{prefix}{}", index + 1));
                    record.counters.add(step.counters);
                    record.steps.push(step);
                }
                record
            }
            StepKind::Unsupported { step_type, .. } => {
                self.outline(&projector, standing(place), step_type, level, hidden, result)
            }
        }
    }

    pub(super) fn outline(
        &self,
        projector: &Projector,
        standing: Standing<'_>,
        step_type: &str,
        level: Level,
        hidden: bool,
        result: StepResult,
    ) -> Step {
        let result = if hidden { level.show(Part::Verdict, || result) } else { Shown::Shown(result) };
        let mut step = projector.outline(standing, step_type, result);
        if hidden {
            step.errors = level.show(Part::Status, Vec::new);
        }
        step
    }

    /// A request of which it is hidden whether it ran: the same shape as one that did.
    fn unknown(&self, request: &Request) -> RawStep {
        let label = self.control.clone();
        let script = |place, origin: String| RawScript {
            place,
            origin,
            label: label.clone(),
            passed: None,
            output: Vec::new(),
            error: None,
        };
        let before = step::chain(&self.environment.pre_request, &request.before_scripts);
        let after = step::chain(&self.environment.post_response, &request.scripts);
        let scripts = before
            .map(|(origin, _)| script(ScriptPlace::PreRequest, origin))
            .chain(after.map(|(origin, _)| script(ScriptPlace::PostResponse, origin)))
            .collect();
        RawStep { exchange: label.clone(), scripts, ..RawStep::default() }
    }
}
