//! Subtests: another test inside this one, with variables and cookies of its own. Labels travel in with its parameters and
//! out with its result (R13).

use std::{mem, time::Instant};

use tacit_record::{ErrorCode, RunResult, Step, SubtestRecord, VariableRecord};
use tacit_spec::{CalledTest, Step as StepDefinition, limits, test::Subtest};
use tacit_taint::{CleanText, Kind, Label, Labeled};

use super::Walk;
use crate::{
    effective::Effective,
    evaluate::RunContext,
    exposure::Part,
    project::Standing,
    step::{self, Outcome, RawError, RawStep},
};

/// What a subtest left that shows by itself.
struct Ended {
    result: RunResult,
    variables: Vec<VariableRecord<CleanText>>,
    steps: Vec<Step>,
}

/// An id has several spellings.
pub(super) fn same(id: &str) -> String {
    uuid::Uuid::parse_str(id.trim()).map_or_else(|_| id.to_owned(), |id| id.to_string())
}

impl<'a> Walk<'a> {
    pub(super) async fn subtest(
        &mut self,
        definition: &StepDefinition,
        subtest: &Subtest,
        place: String,
    ) -> Step {
        let start_ms = self.around.pace.start_ms(&self.control);
        let mut raw = RawStep { exchange: self.control.clone(), ..RawStep::default() };
        let mut scope = mem::take(&mut self.scope);
        let ready = step::before_subtest(&self.context(false), subtest.checks(), &mut scope, &mut raw).await;
        self.scope = scope;
        let called = self.called(subtest).map_err(|error| raw.errors.push(error)).ok();
        let given = self.given_to(subtest, &mut raw);
        // Whether it runs may be a secret of the scripts before it, and of what its parameters are made of.
        let mut within = self.control.clone();
        if raw.exchange.kind() == Some(Kind::Computed) {
            within.join(&raw.exchange);
        }
        self.around.pace.hear(&within);
        let mut ended = None;
        let mut outcome = None;
        if let (true, Some(called), Some(given)) = (ready, called, given) {
            let context = self.context_of(subtest, called);
            let mut inner = self.inner(&context, called, given, &within);
            let (left, out) = inner.run_within(called, &place, &mut raw).await;
            self.timed_out |= inner.timed_out;
            (ended, outcome) = (Some(left), out);
        }
        let mut scope = mem::take(&mut self.scope);
        let context = self.context(false);
        step::judge_result(&context, subtest.checks(), &mut scope, &mut raw, outcome).await;
        self.scope = scope;
        let label = raw.verdict_label();
        let standing =
            Standing { definition, place, control: &self.control, secrets: self.names(&label), start_ms };
        let record = self.subtest_record(standing, subtest, &raw, &within, ended);
        self.judged(raw.passed(), &label);
        record
    }

    /// A subtest of which it is hidden whether it ran: the same shape as one that did.
    pub(super) fn subtest_unseen(&self, standing: Standing<'_>, subtest: &Subtest) -> Step {
        let raw = self.unseen(subtest.checks(), &[], &[]);
        self.subtest_record(standing, subtest, &raw, &self.control, None)
    }

    /// The test that is to run.
    fn called(&self, subtest: &Subtest) -> Result<&'a CalledTest, RawError> {
        let failed = |hint: String| RawError {
            code: ErrorCode::SubtestUnavailable,
            place: "test_uuid".into(),
            hint: Some(hint),
            detail: None,
            label: self.control.clone(),
        };
        if self.callers.contains(&same(&subtest.callee.test)) {
            return Err(failed("the test would run itself, and never end".into()));
        }
        if self.callers.len() > limits::SUBTEST_DEPTH {
            return Err(failed(format!(
                "subtests stand in each other {} deep at most",
                limits::SUBTEST_DEPTH
            )));
        }
        self.around.plan.subtests.get(&subtest.callee).ok_or_else(|| {
            failed(
                "no test here has this id, or it has no such environment; a test of another bucket cannot be run"
                    .into(),
            )
        })
    }

    /// The variables it begins with; `None` when one of them could not be filled in.
    fn given_to(&self, subtest: &Subtest, raw: &mut RawStep) -> Option<Vec<(String, Labeled<String>)>> {
        let render = self.renderer(&self.scope, &self.control);
        let mut given = Vec::with_capacity(subtest.params.len());
        let before = raw.errors.len();
        for param in &subtest.params {
            match render.text(&param.value) {
                Ok(value) => given.push((param.name.clone(), value)),
                Err(error) => {
                    raw.exchange.join(&error.label.computed());
                    raw.errors.push((format!("params.{}", param.name), error).into());
                }
            }
        }
        (raw.errors.len() == before).then_some(given)
    }

    /// What built-ins say within it.
    fn context_of(&self, subtest: &Subtest, called: &CalledTest) -> RunContext {
        let mut context = self.builtins.context.clone();
        context.test_uuid.clone_from(&subtest.callee.test);
        context.test_name.clone_from(&called.test.name);
        if let Some(environment) = &called.environment {
            context.environment_name.clone_from(&environment.name);
            context.environment_uuid = environment.id.map(|id| id.to_string()).unwrap_or_default();
        }
        context
    }

    /// The walk through it.
    fn inner<'b>(
        &'b self,
        context: &'b RunContext,
        called: &CalledTest,
        given: Vec<(String, Labeled<String>)>,
        within: &Label,
    ) -> Walk<'b> {
        let environment = match &called.environment {
            Some(own) => Effective::new(called.shared.as_ref(), own),
            None => self.environment.clone(),
        };
        let mut inner = Walk::new(self.around, context, environment, given);
        inner.control = within.clone();
        inner.callers.splice(0..0, self.callers.iter().cloned());
        inner
    }

    /// Runs the test that this walk goes through, as a subtest at `place`.
    async fn run_within(
        &mut self,
        called: &CalledTest,
        place: &str,
        raw: &mut RawStep,
    ) -> (Ended, Option<Outcome>) {
        let began = Instant::now();
        let started_at = self.around.engine.clock.now();
        let prefix = format!("{place}.");
        let mut errors = self.initial_variables();
        // Boxed, because subtests hold steps.
        let mut steps = Box::pin(self.initial_scripts(&prefix)).await;
        self.around.pace.settle().await;
        errors.extend(self.prepare_defaults());
        steps.extend(self.steps(&called.test.steps, &prefix).await);
        self.failed |= !errors.is_empty();
        let result = self.result();
        // What it says of itself depends on everything in it.
        raw.exchange.join(&self.seen);
        raw.exchange.join(&self.control);
        self.scope.iter().for_each(|(_, value)| raw.exchange.join(value.label()));
        for error in &mut errors {
            raw.exchange.join(&error.label);
            error.place.insert_str(0, "subtest.");
        }
        raw.errors.extend(errors);
        let body = self.summary.result(self, result, started_at);
        let ended = Ended { result, variables: self.variables(), steps };
        let most = self.around.plan.limits.response_body;
        if body.len() > most {
            raw.errors.push(RawError {
                code: ErrorCode::TooLarge,
                place: "test_uuid".into(),
                hint: Some(format!("the result of the subtest is larger than {} MiB", most >> 20)),
                detail: None,
                label: raw.exchange.clone(),
            });
            return (ended, None);
        }
        (ended, Some(Outcome { body, took: began.elapsed() }))
    }

    fn subtest_record(
        &self,
        standing: Standing<'_>,
        subtest: &Subtest,
        raw: &RawStep,
        within: &Label,
        ended: Option<Ended>,
    ) -> Step {
        let projector = self.projector();
        let place = standing.place.clone();
        let exchange = projector.level(&raw.exchange, standing.control);
        let canceled = self.around.cancel.is_cancelled();
        let mut record = projector.subtest(standing, subtest.checks(), raw, canceled);
        let inside = projector.level(&Label::PUBLIC, within);
        let called = self.called(subtest).ok();
        let (mut result, mut variables) = (None, None);
        match (called, ended) {
            (Some(called), _) if inside.hides_verdict() => {
                let context = self.context_of(subtest, called);
                let inner = self.inner(&context, called, Vec::new(), within);
                record.steps = inner.all_passed_over(&called.test.steps, &format!("{place}."));
            }
            (_, Some(ended)) => {
                (result, variables) = (Some(ended.result), Some(ended.variables));
                record.steps = ended.steps;
            }
            (_, None) => {}
        }
        record.steps.iter().for_each(|step| record.counters.add(step.counters));
        let context = called.map(|called| self.context_of(subtest, called)).unwrap_or_default();
        record.subtest = Some(SubtestRecord {
            test: projector.text(&subtest.callee.test),
            name: projector.text(&context.test_name),
            environment: projector.text(&context.environment_name),
            result: exchange.show_some(Part::Verdict, result),
            // Each is shown or hidden by itself.
            variables: inside.show_some(Part::Verdict, variables),
        });
        record
    }

    /// How the test ended.
    pub(crate) fn result(&self) -> RunResult {
        match (self.around.cancel.is_cancelled() && !self.timed_out, self.failed) {
            (true, _) => RunResult::Canceled,
            (false, true) => RunResult::Fail,
            (false, false) => RunResult::Pass,
        }
    }
}
