//! Conditions: steps of which it may be a secret whether they run (R7).

use std::collections::BTreeSet;

use tacit_record::{ErrorCode, Step, StepResult};
use tacit_spec::{
    Step as StepDefinition, StepKind,
    test::{Checks, Condition, Loop},
};
use tacit_taint::{Label, seam};

use super::Walk;
use crate::{
    effective::Effective,
    evaluate::judge_condition,
    exposure::{Level, Part},
    project::Standing,
    scripts,
    sealed::Refused,
    step::RawError,
};

/// How a comparison went.
pub(super) struct Compared {
    /// What it depends on.
    pub(super) label: Label,
    /// `None` when it could not be made.
    pub(super) held: Option<bool>,
    pub(super) left: Option<String>,
    pub(super) right: Option<String>,
    pub(super) error: Option<RawError>,
}

impl Walk<'_> {
    /// Fills in and compares the two sides.
    pub(super) fn compare(&self, condition: &Condition) -> Compared {
        let render = self.renderer(&self.scope, &self.control);
        let rendered =
            render.text(&condition.left).and_then(|left| Ok((left, render.text(&condition.right)?)));
        let failed =
            |label: Label, error| Compared { label, held: None, left: None, right: None, error: Some(error) };
        let (left, right) = match rendered {
            Ok(sides) => sides,
            Err(error) => {
                return failed(error.label.clone(), RawError::from(("condition".to_owned(), error)));
            }
        };
        let (left, mut label) = left.into_parts(seam::Engine);
        let (right, right_label) = right.into_parts(seam::Engine);
        label.join(&right_label);
        match self.around.sealed.compare(&left, condition.comparison, &right) {
            Ok(equal) => {
                let held = equal.unwrap_or_else(|| judge_condition(&left, condition.comparison, &right).pass);
                Compared { label, held: Some(held), left: Some(left), right: Some(right), error: None }
            }
            Err(Refused(hint)) => {
                let error = RawError {
                    code: ErrorCode::Template,
                    place: "condition".into(),
                    hint: Some(hint),
                    detail: None,
                    label: label.clone(),
                };
                failed(label, error)
            }
        }
    }

    pub(super) async fn condition(
        &mut self,
        definition: &StepDefinition,
        condition: &Condition,
        place: String,
    ) -> Step {
        let start_ms = self.around.pace.start_ms(&self.control);
        let compared = self.compare(condition);
        let outer = self.control.clone();
        let secrets = self.names(&compared.label);
        // Which way a labelled comparison went is a fact about the secret, so it counts as computed.
        let label = compared.label.computed();
        let steps;
        if compared.held == Some(true) || !label.is_public() {
            self.enter(&condition.steps, &label);
            let prefix = format!("{place}.");
            if compared.held == Some(true) {
                steps = self.steps(&condition.steps, &prefix).await;
            } else {
                steps = self.all_passed_over(&condition.steps, &prefix);
            }
            if !self.environment.stop_on_failure {
                self.control = outer.clone();
            }
        } else {
            steps = self.all_passed_over(&condition.steps, &format!("{place}."));
        }
        // Whether the comparison held is shown where no secret is in it or around it.
        let inside = label.joined(&outer);
        let level = self.around.policy.level(&Label::PUBLIC, &inside);
        let standing = Standing { definition, place, control: &outer, secrets, start_ms };
        self.block(standing, condition, &compared, &inside, level, steps)
    }

    /// The steps of a block run, or not, by what depends on `label`.
    pub(super) fn enter(&mut self, steps: &[StepDefinition], label: &Label) {
        self.control.join(label);
        self.around.pace.hear(label);
        self.raise_block(steps, label);
    }

    /// The record of a condition or a loop, whose steps run depending on `inside`.
    pub(super) fn block(
        &mut self,
        standing: Standing<'_>,
        condition: &Condition,
        compared: &Compared,
        inside: &Label,
        level: Level,
        steps: Vec<Step>,
    ) -> Step {
        let error = compared.error.as_ref();
        self.failed |= error.is_some();
        self.stopped |= error.is_some() && self.environment.stop_on_failure;
        self.seen.join(inside);
        let projector = self.projector();
        let failed = |step: &Step| step.result.shown() == Some(&StepResult::Fail);
        let result =
            if error.is_some() || steps.iter().any(failed) { StepResult::Fail } else { StepResult::Pass };
        let step_type = standing.definition.kind.step_type();
        let mut record = projector.outline(standing, step_type, level.show(Part::Verdict, || result));
        record.errors = projector.errors(compared.error.as_slice(), &Label::PUBLIC, inside);
        record.condition = Some(projector.condition(
            condition,
            level,
            compared.held,
            compared.left.as_deref(),
            compared.right.as_deref(),
        ));
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
                checks_could_write(request.checks(), names);
                for (_, source) in environment.pre_request.iter().chain(&environment.post_response) {
                    names.extend(scripts::could_write(source));
                }
            }
            // Its own steps write variables of their own.
            StepKind::Subtest(subtest) => checks_could_write(subtest.checks(), names),
            StepKind::Condition(condition) | StepKind::Loop(Loop { condition, .. }) => {
                could_write(&condition.steps, environment, names);
            }
            StepKind::Pause { .. } | StepKind::Unsupported { .. } => {}
        }
    }
}

fn checks_could_write(checks: Checks<'_>, names: &mut BTreeSet<String>) {
    names.extend(checks.extractions.iter().map(|extraction| extraction.name.clone()));
    for source in checks.before_scripts.iter().chain(checks.scripts) {
        names.extend(scripts::could_write(source));
    }
}
