//! Conditions: steps of which it may be a secret whether they run (R7).

use std::collections::BTreeSet;

use tacit_record::{ErrorCode, Step, StepResult};
use tacit_spec::{Step as StepDefinition, StepKind, test::Condition};
use tacit_taint::{Label, seam};

use super::Walk;
use crate::{
    effective::Effective, evaluate::judge_condition, exposure::Part, project::Standing, scripts,
    sealed::Refused, step::RawError,
};

impl Walk<'_> {
    pub(super) async fn condition(
        &mut self,
        definition: &StepDefinition,
        condition: &Condition,
        place: String,
    ) -> Step {
        let start_ms = self.pace.start_ms(&self.control);
        let render = self.renderer(&self.scope, &self.control);
        let rendered =
            render.text(&condition.left).and_then(|left| Ok((left, render.text(&condition.right)?)));
        let outer = self.control.clone();
        let (label, held, left, right, error) = match rendered {
            Ok((left, right)) => {
                let (left, mut label) = left.into_parts(seam::Engine);
                let (right, right_label) = right.into_parts(seam::Engine);
                label.join(&right_label);
                match self.sealed.compare(&left, condition.comparison, &right) {
                    Ok(equal) => {
                        let held = match equal {
                            Some(equal) => equal,
                            None => judge_condition(&left, condition.comparison, &right).pass,
                        };
                        (label, Some(held), Some(left), Some(right), None)
                    }
                    Err(Refused(hint)) => {
                        let error = RawError {
                            code: ErrorCode::Template,
                            place: "condition".into(),
                            hint: Some(hint),
                            detail: None,
                            label: label.clone(),
                        };
                        (label, None, None, None, Some(error))
                    }
                }
            }
            Err(error) => {
                let label = error.label.clone();
                (label, None, None, None, Some(RawError::from(("condition".to_owned(), error))))
            }
        };
        let secrets = self.names(&label);
        // Which way a labelled comparison went is a fact about the secret, so it counts as computed.
        let label = label.computed();
        let mut steps = Vec::new();
        if held == Some(true) || !label.is_public() {
            self.control.join(&label);
            self.pace.hear(&label);
            self.raise_block(&condition.steps, &label);
            let prefix = format!("{place}.");
            if held == Some(true) {
                steps = self.steps(&condition.steps, &prefix).await;
            } else {
                for (index, step) in condition.steps.iter().enumerate() {
                    steps.push(self.passed_over(step, format!("{prefix}{}", index + 1)));
                }
            }
            if !self.environment.stop_on_failure {
                self.control = outer.clone();
            }
        } else {
            for (index, step) in condition.steps.iter().enumerate() {
                steps.push(self.passed_over(step, format!("{place}.{}", index + 1)));
            }
        }
        self.failed |= error.is_some();
        self.stopped |= error.is_some() && self.environment.stop_on_failure;
        let projector = self.projector();
        // Whether the comparison held is shown where no secret is in it or around it.
        let inside = label.joined(&outer);
        let level = projector.level(&Label::PUBLIC, &inside);
        let result =
            if error.is_some() || steps.iter().any(|step| step.result.shown() == Some(&StepResult::Fail)) {
                StepResult::Fail
            } else {
                StepResult::Pass
            };
        let standing = Standing { definition, place, control: &outer, secrets, start_ms };
        let mut record = projector.outline(standing, "condition", level.show(Part::Verdict, || result));
        let errors: Vec<RawError> = error.into_iter().collect();
        record.errors = projector.errors(&errors, &Label::PUBLIC, &inside);
        record.condition =
            Some(projector.condition(condition, level, held, left.as_deref(), right.as_deref()));
        steps.iter().for_each(|step| record.counters.add(step.counters));
        record.steps = steps;
        record
    }

    /// What the steps of a block could change depends on whether they run. Done before they run, so that the order of
    /// the variables does not tell either.
    pub(super) fn raise_block(&mut self, steps: &[StepDefinition], label: &Label) {
        if label.is_public() {
            return;
        }
        self.jar.raise(label);
        let mut names = BTreeSet::new();
        could_write(steps, &self.environment, &mut names);
        for name in names {
            self.scope.raise(&name, label);
        }
    }
}

fn could_write(steps: &[StepDefinition], environment: &Effective, names: &mut BTreeSet<String>) {
    for step in steps {
        match &step.kind {
            StepKind::Request(request) => {
                names.extend(request.extractions.iter().map(|extraction| extraction.name.clone()));
                let around = environment
                    .pre_request
                    .iter()
                    .chain(&environment.post_response)
                    .map(|(_, source)| source);
                for source in request.before_scripts.iter().chain(&request.scripts).chain(around) {
                    names.extend(scripts::could_write(source));
                }
            }
            StepKind::Condition(condition) => could_write(&condition.steps, environment, names),
            StepKind::Pause { .. } | StepKind::Unsupported { .. } => {}
        }
    }
}
