//! The steps of a run, one after the other, and what it depends on that each of them runs.

mod condition;
mod repeat;
mod request;
mod skipped;
mod start;
mod subtest;
mod summary;

use std::{cell::RefCell, time::Duration};

use tacit_record::{ErrorCode, Progress, Shown, Step, StepResult, VariableRecord};
use tacit_spec::{Step as StepDefinition, StepKind};
use tacit_taint::{CleanText, Kind, Label, Labeled, seam};

use crate::{
    around::Around,
    cookies::Jar,
    effective::Effective,
    evaluate::{Builtins, RunContext},
    exposure::Part,
    plan::Limits,
    project::{Projector, Standing},
    render::Renderer,
    request::Defaults,
    scope::Scope,
    scripts::Scripts,
    step::{RawError, StepContext},
};

use summary::Summary;

/// The state of a test on its way through the run: of the run's own test, or of one that runs as a subtest.
pub(crate) struct Walk<'a> {
    pub(crate) around: Around<'a>,
    pub(crate) builtins: Builtins<'a>,
    pub(crate) scripts: Scripts<'a>,
    pub(crate) jar: Jar<'a>,
    pub(crate) scope: Scope,
    /// Variables that the test was given to begin with.
    given: Vec<(String, Labeled<String>)>,
    pub(crate) defaults: Defaults,
    pub(crate) environment: Effective,
    /// What it depends on that the next step runs (R7).
    pub(crate) control: Label,
    /// What it depends on how the steps so far ended.
    seen: Label,
    pub(crate) failed: bool,
    /// The steps that follow are skipped.
    pub(crate) stopped: bool,
    pub(crate) timed_out: bool,
    /// Ids of the tests that this one runs within, its own included.
    callers: Vec<String>,
    /// What the test that called this one may read of its steps.
    summary: Summary,
}

impl<'a> Walk<'a> {
    /// Before the first step. `context` is what the built-ins say.
    pub(crate) fn new(
        around: Around<'a>,
        context: &'a RunContext,
        environment: Effective,
        given: Vec<(String, Labeled<String>)>,
    ) -> Self {
        let engine = around.engine;
        let builtins = Builtins { clock: &*engine.clock, random: &*engine.random, context };
        Self {
            around,
            builtins,
            scripts: Scripts { around, builtins },
            jar: Jar::new(around.derived, around.sealed),
            scope: Scope::default(),
            given,
            defaults: Defaults::default(),
            environment,
            control: Label::PUBLIC,
            seen: Label::PUBLIC,
            failed: false,
            stopped: false,
            timed_out: false,
            callers: vec![subtest::same(&context.test_uuid)],
            summary: Summary::default(),
        }
    }
}

impl Walk<'_> {
    pub(crate) fn projector(&self) -> Projector<'_> {
        Projector {
            scrubber: self.around.derived.scrubber(),
            policy: self.around.policy,
            kept_body: self.around.plan.limits.kept_body,
            room: self.around.room,
        }
    }

    fn renderer<'b>(&'b self, scope: &'b Scope, control: &'b Label) -> Renderer<'b> {
        Renderer {
            scope,
            builtins: &self.builtins,
            secrets: self.around.secrets(),
            derived: self.around.derived,
            sealed: self.around.sealed,
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
            self.around.pace.settle().await;
        } else {
            // An earlier step decided whether this one runs, by what is hidden of it.
            self.around.pace.hear(&self.control);
            let control = self.control.clone();
            self.raise_block(std::slice::from_ref(definition), &control);
        }
        if self.around.pace.left().is_zero() {
            self.timed_out = true;
            self.failed = true;
            self.stopped = true;
            self.seen.join(&self.control);
        }
        if definition.skipped || self.stopped || self.around.cancel.is_cancelled() {
            return self.passed_over(definition, place);
        }
        self.around.pace.tell(|| Progress::StepStarted { place: self.projector().text(&place) });
        match &definition.kind {
            StepKind::Request(request) => self.request(definition, request, place).await,
            StepKind::Pause { seconds } => {
                let start_ms = self.around.pace.start_ms(&self.control);
                self.pause(Duration::from_secs(u64::from(*seconds))).await;
                let result =
                    if self.around.cancel.is_cancelled() { StepResult::Canceled } else { StepResult::Pass };
                self.plain(definition, place, start_ms, "pause", result)
            }
            StepKind::Condition(condition) => self.condition(definition, condition, place).await,
            StepKind::Loop(repeated) => self.repeat(definition, repeated, place).await,
            StepKind::Subtest(subtest) => self.subtest(definition, subtest, place).await,
            StepKind::Unsupported { step_type, .. } => self.unsupported(definition, step_type, place),
        }
    }

    async fn pause(&self, duration: Duration) {
        tokio::select! {
            () = tokio::time::sleep(duration.min(self.around.pace.left())) => {}
            () = self.around.cancel.cancelled() => {}
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
        self.seen.join(&self.control);
        if self.environment.stop_on_failure {
            self.stopped = true;
        }
        let start_ms = self.around.pace.start_ms(&self.control);
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
        self.names_under(label, &self.control)
    }

    fn names_under(&self, label: &Label, control: &Label) -> Vec<String> {
        if !control.is_public() {
            Vec::new()
        } else if label.kind() == Some(Kind::Computed) {
            self.around.mentioned.iter().map(|(name, _)| name.clone()).collect()
        } else {
            self.around.derived.names(label)
        }
    }

    /// What a step needs of the run, with the scripts of the environment around it if it is a request.
    fn context(&self, with_environment: bool) -> StepContext<'_> {
        let environment = &self.environment;
        let (pre_request, post_response) = if with_environment {
            (environment.pre_request.as_slice(), environment.post_response.as_slice())
        } else {
            (&[][..], &[][..])
        };
        StepContext {
            around: self.around,
            scripts: &self.scripts,
            builtins: &self.builtins,
            defaults: &self.defaults,
            limits: self.limits(),
            verify_tls: environment.verify_ssl,
            pre_request,
            post_response,
            boundary: self.boundary(),
        }
    }

    /// A request may take no longer than what is left of the run.
    fn limits(&self) -> Limits {
        let limits = self.around.plan.limits;
        Limits { request: limits.request.min(self.around.pace.left()), ..limits }
    }

    /// A delimiter that nobody can guess and put into a part (RFC 2046).
    fn boundary(&self) -> String {
        let mut bytes = [0; 16];
        self.around.engine.random.fill(&mut bytes);
        format!("tacit-{}", hex::encode(bytes))
    }

    /// A step has been judged: what follows from that. `label` is what its verdict depends on.
    fn judged(&mut self, passed: bool, label: &Label) {
        self.failed |= !passed;
        self.seen.join(label);
        self.seen.join(&self.control);
        if self.environment.stop_on_failure {
            self.stopped |= !passed;
            if self.around.policy.level(label, &self.control).hides_verdict() {
                // Whether the next step runs depends on how this one ended.
                self.control.join(&label.computed());
            }
        }
    }

    fn finished(&self, step: &Step) {
        self.around.pace.tell(|| Progress::StepFinished { step: Box::new(step.clone()) });
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
                let value = level.show_some(Part::Variables, text.map(|text| projector.value(text)));
                Some(VariableRecord { name: projector.text(name), value })
            })
            .collect()
    }
}
