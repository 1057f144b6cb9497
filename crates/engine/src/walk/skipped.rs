//! Steps that do not run, and steps of which that is a secret.

use tacit_record::{Counters, ScriptPlace, Shown, Step, StepResult};
use tacit_spec::{
    Step as StepDefinition, StepKind,
    test::{Checks, Loop, Request},
};
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
        let result = match (definition.skipped, self.around.cancel.is_cancelled()) {
            (false, true) => StepResult::Canceled,
            _ => StepResult::Skipped,
        };
        let hidden = level.hides_verdict() && !definition.skipped;
        let start_ms = if hidden { self.around.pace.start_ms(&self.control) } else { Shown::Absent };
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
            StepKind::Condition(condition) | StepKind::Loop(Loop { condition, .. }) => {
                let repeats = matches!(definition.kind, StepKind::Loop(_));
                let prefix = if repeats { format!("{place}.1.") } else { format!("{place}.") };
                let step_type = definition.kind.step_type();
                let mut record = self.outline(&projector, standing(place), step_type, level, hidden, result);
                let level = if hidden { level } else { Level::Public };
                record.condition = Some(projector.condition(condition, level, None, None, None));
                if repeats {
                    record.iterations = level.show_some(Part::Verdict, None);
                }
                record.steps = self.all_passed_over(&condition.steps, &prefix);
                record.steps.iter().for_each(|step| record.counters.add(step.counters));
                record
            }
            StepKind::Subtest(subtest) if hidden => self.subtest_unseen(standing(place), subtest),
            StepKind::Subtest(_) | StepKind::Unsupported { .. } => {
                let step_type = definition.kind.step_type();
                self.outline(&projector, standing(place), step_type, level, hidden, result)
            }
        }
    }

    pub(super) fn all_passed_over(&self, steps: &[StepDefinition], prefix: &str) -> Vec<Step> {
        let numbered = steps.iter().enumerate();
        numbered.map(|(index, step)| self.passed_over(step, format!("{prefix}{}", index + 1))).collect()
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
        let environment = &self.environment;
        self.unseen(request.checks(), &environment.pre_request, &environment.post_response)
    }

    /// What is done around a step of which it is hidden whether it ran.
    pub(super) fn unseen(
        &self,
        checks: Checks<'_>,
        pre_request: &[(String, String)],
        post_response: &[(String, String)],
    ) -> RawStep {
        let label = self.control.clone();
        let script = |place, origin: String| RawScript {
            place,
            origin,
            label: label.clone(),
            passed: None,
            output: Vec::new(),
            error: None,
        };
        let before = step::chain(pre_request, checks.before_scripts);
        let after = step::chain(post_response, checks.scripts);
        let scripts = before
            .map(|(origin, _)| script(ScriptPlace::PreRequest, origin))
            .chain(after.map(|(origin, _)| script(ScriptPlace::PostResponse, origin)))
            .collect();
        RawStep { exchange: label.clone(), scripts, ..RawStep::default() }
    }
}
