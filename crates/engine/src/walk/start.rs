//! What happens before the first step: initial variables, initial scripts, the environment's headers.

use std::mem;

use tacit_record::{ScriptPlace, Step, StepResult};
use tacit_script::{Kind as When, ThrownKind};
use tacit_spec::{Step as StepDefinition, StepKind};
use tacit_taint::{Label, seam};

use super::Walk;
use crate::{
    exposure::Part,
    project::Standing,
    request::{self, BuildError, Defaults},
    scope::Scope,
    scripts::Given,
    step::{self, RawError, RawStep},
};

impl Walk<'_> {
    /// Fills in the initial variables, each once, in order. Values that the test was given stay as they are.
    pub(crate) fn initial_variables(&mut self) -> Vec<RawError> {
        let mut errors = Vec::new();
        let mut scope = Scope::default();
        for (name, template) in &self.environment.initial_variables {
            if self.given.iter().any(|(given, _)| given == name) {
                continue;
            }
            match self.renderer(&scope, &Label::PUBLIC).text(template) {
                Ok(value) => {
                    let (value, label) = value.into_parts(seam::Engine);
                    scope.set(name, value, label);
                }
                Err(error) => {
                    if !error.label.is_public() {
                        scope.raise(name, &error.label);
                    }
                    errors.push((format!("initial_variables.{name}"), error).into());
                }
            }
        }
        for (name, value) in mem::take(&mut self.given) {
            let (value, label) = value.into_parts(seam::Engine);
            scope.set(&name, value, label);
        }
        self.scope = scope;
        errors
    }

    /// Runs the initial scripts. Failed assertions in them are ignored, as in Runscope. `prefix` is of their places.
    pub(crate) async fn initial_scripts(&mut self, prefix: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, (origin, source)) in self.environment.initial_scripts.clone().into_iter().enumerate() {
            self.around.pace.settle().await;
            let start_ms = self.around.pace.start_ms(&self.control);
            let given = Given { when: When::Initial, source: &source, request: None, response: None };
            let mut ran = self.scripts.run(given, &mut self.scope, &self.control).await;
            if let Ok(outcome) = &mut ran.outcome
                && outcome.error.as_ref().is_some_and(|thrown| thrown.kind == ThrownKind::Assertion)
            {
                outcome.error = None;
            }
            let label = ran.label.clone();
            self.failed |= !ran.passed();
            self.seen.join(&label);
            let mut raw = RawStep { exchange: Label::PUBLIC, ..RawStep::default() };
            step::record_script(&mut raw, ScriptPlace::Initial, origin, ran);
            let projector = self.projector();
            let level = projector.level(&label, &self.control);
            let definition = initial_script_step();
            let standing = Standing {
                definition: &definition,
                place: format!("{prefix}initial {}", index + 1),
                control: &self.control,
                secrets: self.names(&label),
                start_ms,
            };
            let passed = if raw.passed() { StepResult::Pass } else { StepResult::Fail };
            let mut step =
                projector.outline(standing, "initial-script", level.show(Part::Verdict, || passed));
            step.scripts = raw.scripts.iter().map(|script| projector.script(script, &self.control)).collect();
            step.errors = projector.errors(&raw.errors, &label, &self.control);
            for script in &step.scripts {
                match script.passed.shown() {
                    Some(passed) => step.counters.scripts.count(*passed),
                    None => step.counters.scripts.defined += 1,
                }
            }
            self.finished(&step);
            steps.push(step);
        }
        steps
    }

    /// Headers and credentials of the environment, filled in once, before the first step.
    ///
    /// Without them no step is run: a request without its credentials proves nothing.
    pub(crate) fn prepare_defaults(&mut self) -> Vec<RawError> {
        let public = Label::PUBLIC;
        let render = self.renderer(&self.scope, &public);
        let mut errors = Vec::new();
        let mut failed = |BuildError { place, error }: BuildError| {
            errors.push(RawError::from((format!("environment.{place}"), error)));
        };
        let headers =
            request::headers(&render, &self.environment.headers, "headers").unwrap_or_else(|error| {
                failed(error);
                Vec::new()
            });
        let authorization = request::authorization(&render, &self.environment.auth).unwrap_or_else(|error| {
            failed(error);
            None
        });
        let seen = render.seen.into_inner();
        let hides = |label: &Label| self.around.policy.level(label, &Label::PUBLIC).hides_verdict();
        let hidden = if hides(&seen) { seen } else { Label::PUBLIC };
        let (unseen, seen): (Vec<&RawError>, _) = errors.iter().partition(|error| hides(&error.label));
        self.defaults = Defaults { headers, authorization, hidden, broken: !unseen.is_empty() };
        self.stopped |= !seen.is_empty();
        self.seen.join(&self.defaults.hidden);
        errors
    }
}

fn initial_script_step() -> StepDefinition {
    StepDefinition {
        id: None,
        skipped: false,
        note: String::new(),
        kind: StepKind::Pause { seconds: 0 },
        other: serde_json::Map::new(),
    }
}
