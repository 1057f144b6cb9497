//! The steps of a run, one after the other, and what it depends on that each of them runs.

mod condition;
mod request;
mod skipped;
mod start;

use std::{cell::RefCell, time::Duration};

use tacit_record::{ErrorCode, Progress, Shown, Step, StepResult, VariableRecord};
use tacit_spec::{Step as StepDefinition, StepKind};
use tacit_taint::{CleanText, Kind, Label, seam};
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    cookies::Jar,
    effective::Effective,
    evaluate::Builtins,
    exposure::{Part, Policy},
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Plan, Visibility},
    project::{Projector, Standing},
    render::Renderer,
    request::Defaults,
    scope::Scope,
    scripts::Scripts,
    sealed::Sealed,
    step::RawError,
};

/// The state of a run.
pub(crate) struct Walk<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) plan: &'a Plan,
    pub(crate) builtins: Builtins<'a>,
    pub(crate) derived: &'a DerivedSecrets<'a>,
    pub(crate) sealed: &'a Sealed<'a>,
    pub(crate) scripts: Scripts<'a>,
    pub(crate) jar: Jar<'a>,
    pub(crate) scope: Scope,
    pub(crate) defaults: Defaults,
    pub(crate) environment: Effective,
    pub(crate) policy: &'a Policy,
    /// The secrets that the definitions name.
    pub(crate) mentioned: &'a [(String, Visibility)],
    /// What it depends on that the next step runs (R7).
    pub(crate) control: Label,
    pub(crate) failed: bool,
    /// The steps that follow are skipped.
    pub(crate) stopped: bool,
    pub(crate) timed_out: bool,
    pub(crate) pace: &'a Pace<'a>,
    pub(crate) cancel: &'a CancellationToken,
}

impl Walk<'_> {
    pub(crate) fn projector(&self) -> Projector<'_> {
        Projector {
            scrubber: self.derived.scrubber(),
            policy: self.policy,
            kept_body: self.plan.limits.kept_body,
        }
    }

    fn renderer<'b>(&'b self, scope: &'b Scope, control: &'b Label) -> Renderer<'b> {
        Renderer {
            scope,
            builtins: &self.builtins,
            secrets: &self.plan.secrets,
            derived: self.derived,
            sealed: self.sealed,
            control,
            seen: RefCell::default(),
        }
    }

    pub(crate) async fn steps(&mut self, definitions: &[StepDefinition], prefix: &str) -> Vec<Step> {
        let mut steps = Vec::with_capacity(definitions.len());
        for (index, definition) in definitions.iter().enumerate() {
            let place = format!("{prefix}{}", index + 1);
            // Boxed, because conditions hold steps.
            let step = Box::pin(self.step(definition, place)).await;
            self.finished(&step);
            steps.push(step);
        }
        steps
    }

    async fn step(&mut self, definition: &StepDefinition, place: String) -> Step {
        if self.control.is_public() {
            self.pace.settle().await;
        } else {
            // An earlier step decided whether this one runs, by what is hidden of it.
            self.pace.hear(&self.control);
            let control = self.control.clone();
            self.raise_block(std::slice::from_ref(definition), &control);
        }
        if self.pace.left().is_zero() {
            self.timed_out = true;
            self.failed = true;
            self.stopped = true;
        }
        if definition.skipped || self.stopped || self.cancel.is_cancelled() {
            return self.passed_over(definition, place);
        }
        self.pace.tell(|| Progress::StepStarted { place: self.projector().text(&place) });
        match &definition.kind {
            StepKind::Request(request) => self.request(definition, request, place).await,
            StepKind::Pause { seconds } => {
                let start_ms = self.pace.start_ms(&self.control);
                self.pause(Duration::from_secs(u64::from(*seconds))).await;
                let result = if self.cancel.is_cancelled() { StepResult::Canceled } else { StepResult::Pass };
                self.plain(definition, place, start_ms, "pause", result)
            }
            StepKind::Condition(condition) => self.condition(definition, condition, place).await,
            StepKind::Unsupported { step_type, .. } => self.unsupported(definition, step_type, place),
        }
    }

    async fn pause(&self, duration: Duration) {
        tokio::select! {
            () = tokio::time::sleep(duration.min(self.pace.left())) => {}
            () = self.cancel.cancelled() => {}
        }
    }

    fn plain(
        &mut self,
        definition: &StepDefinition,
        place: String,
        start_ms: Shown<f64>,
        step_type: &str,
        result: StepResult,
    ) -> Step {
        let projector = self.projector();
        let level = projector.level(&Label::PUBLIC, &self.control);
        let standing = Standing { definition, place, control: &self.control, secrets: Vec::new(), start_ms };
        self.outline(&projector, standing, step_type, level, level.hides_verdict(), result)
    }

    fn unsupported(&mut self, definition: &StepDefinition, step_type: &str, place: String) -> Step {
        self.failed = true;
        if self.environment.stop_on_failure {
            self.stopped = true;
        }
        let start_ms = self.pace.start_ms(&self.control);
        let mut step = self.plain(definition, place, start_ms, step_type, StepResult::Fail);
        let error = RawError {
            code: ErrorCode::Internal,
            place: "step_type".into(),
            hint: Some(format!("this version cannot run steps of the type `{step_type}`; skip the step")),
            detail: None,
            label: Label::PUBLIC,
        };
        step.errors = self.projector().errors(&[error], &Label::PUBLIC, &self.control);
        step
    }

    /// The secrets a step depends on; not told where it is hidden whether the step ran. Which ones a script read is its
    /// secret as well: all that the definitions name are possible then.
    fn names(&self, label: &Label) -> Vec<String> {
        if !self.control.is_public() {
            Vec::new()
        } else if label.kind() == Some(Kind::Computed) {
            self.mentioned.iter().map(|(name, _)| name.clone()).collect()
        } else {
            self.derived.names(label)
        }
    }

    fn finished(&self, step: &Step) {
        self.pace.tell(|| Progress::StepFinished { step: Box::new(step.clone()) });
    }

    pub(crate) fn variables(&self) -> Vec<VariableRecord<CleanText>> {
        let projector = self.projector();
        self.scope
            .iter()
            .filter_map(|(name, value)| {
                let level = projector.level(value.label(), &Label::PUBLIC);
                let text = value.open(seam::Engine).as_deref();
                if text.is_none() && value.label().is_public() {
                    return None;
                }
                let value = level.show_some(Part::Variables, text.map(|text| projector.text(text)));
                Some(VariableRecord { name: projector.text(name), value })
            })
            .collect()
    }
}
