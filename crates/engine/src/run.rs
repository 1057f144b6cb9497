//! A run from its first variable to its record.

use std::{cell::RefCell, collections::BTreeSet, sync::Arc, time::Duration};

use indexmap::IndexMap;
use tacit_record::{
    Counters, ErrorCode, Progress, Run, RunRecord, RunResult, ScriptPlace, Shown, Step, StepResult,
    VariableRecord,
};
use tacit_script::Kind as When;
use tacit_spec::{
    Environment, Step as StepDefinition, StepKind,
    test::{Auth, Fields},
    usage,
};
use tacit_taint::{CleanText, Kind, Label, seam};
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    cookies::Jar,
    evaluate::{Builtins, judge_condition},
    exposure::{Level, Part, Policy},
    guard,
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Limits, Plan, Visibility},
    project::{Projector, Standing},
    render::Renderer,
    request::{self, BuildError, Defaults},
    scope::Scope,
    scripts::{self, Given, Scripts},
    step::{self, RawError, RawScript, RawStep, StepContext},
};

/// Hears the news of a run.
pub type News<'a> = dyn Fn(Progress) + Send + Sync + 'a;

impl Engine {
    /// Executes `plan`. Every way it can end is a record.
    pub async fn run(&self, plan: Plan, news: &News<'_>, cancel: CancellationToken) -> Run {
        let started_at = self.clock.now().as_microsecond();
        let mentioned: Vec<(String, Visibility)> = mentioned(&plan).collect();
        let policy = Policy { run: strongest(&mentioned), secrets: Arc::clone(&plan.secrets) };
        let pace = Pace::new(plan.limits.run, &policy, news);
        let derived = DerivedSecrets::new(policy.clone(), &plan);
        let builtins = Builtins { clock: &*self.clock, random: &*self.random, context: &plan.context };
        let cancel = cancel.child_token();
        let mut walk = Walk {
            engine: self,
            plan: &plan,
            builtins,
            derived: &derived,
            scripts: Scripts {
                pool: &self.scripts,
                team: plan.team,
                bucket_key: &plan.context.bucket_key,
                secrets: &plan.secrets,
                pace: &pace,
                cancel: &cancel,
                time: plan.limits.script,
            },
            jar: Jar::new(&derived),
            scope: Scope::default(),
            defaults: Defaults::default(),
            environment: Effective::new(&plan),
            policy: &policy,
            mentioned: &mentioned,
            control: Label::PUBLIC,
            failed: false,
            stopped: false,
            timed_out: false,
            pace: &pace,
            cancel: &cancel,
        };
        let mut errors = walk.initial_variables();
        let mut steps = walk.initial_scripts().await;
        let initial_variables = walk.variables();
        errors.extend(walk.prepare_defaults());
        steps.extend(walk.steps(&plan.test.steps, "").await);
        let variables = walk.variables();
        if walk.timed_out {
            errors.push(RawError {
                code: ErrorCode::Timeout,
                place: "run".into(),
                hint: Some(format!(
                    "the run took longer than {} seconds; split the test",
                    plan.limits.run.as_secs()
                )),
                detail: None,
                label: Label::PUBLIC,
            });
        }
        pace.finish().await;
        let projector = walk.projector();
        let mut counters = Counters::default();
        steps.iter().for_each(|step| counters.add(step.counters));
        let elapsed = pace.elapsed();
        let result = match (cancel.is_cancelled() && !walk.timed_out, walk.failed || !errors.is_empty()) {
            (true, _) => RunResult::Canceled,
            (false, true) => RunResult::Fail,
            (false, false) => RunResult::Pass,
        };
        let record = RunRecord {
            result,
            started_at,
            finished_at: started_at + i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX),
            response_time_ms: response_time(&steps),
            initial_variables,
            variables,
            counters,
            errors: errors
                .iter()
                .filter(|error| !projector.level(&error.label, &Label::PUBLIC).hides_verdict())
                .map(|error| projector.error(error, &Label::PUBLIC))
                .collect(),
            secrets: mentioned.iter().map(|(name, _)| projector.text(name)).collect(),
            steps,
            withheld: false,
        };
        guard::last_look(record, &derived)
    }
}

/// The secrets that the definitions name, whether or not the run gets there.
fn mentioned(plan: &Plan) -> impl Iterator<Item = (String, Visibility)> {
    let mut names: BTreeSet<String> = usage::secrets_used(&plan.test).into_keys().collect();
    for environment in plan.shared.iter().chain([&plan.environment]) {
        names.extend(usage::secrets_used_by_environment(environment).into_keys());
    }
    names.into_iter().filter_map(|name| {
        let visibility = plan.secrets.get(&name)?.visibility;
        Some((name, visibility))
    })
}

/// The strongest policy among the secrets that the definitions name.
fn strongest(mentioned: &[(String, Visibility)]) -> Visibility {
    mentioned.iter().map(|(_, visibility)| *visibility).max().unwrap_or(Visibility::Strict)
}

/// All response times together; none when one of them is hidden, or there is none.
fn response_time(steps: &[Step]) -> Option<f64> {
    /// Milliseconds and number of exchanges.
    fn sum(steps: &[Step]) -> Option<(f64, usize)> {
        steps.iter().try_fold((0.0, 0), |(mut total, mut count), step| {
            for hop in &step.hops {
                total += hop.timings.shown()?.total;
                count += 1;
            }
            let (inner, inner_count) = sum(&step.steps)?;
            Some((total + inner, count + inner_count))
        })
    }
    let (total, count) = sum(steps)?;
    (count > 0).then_some((total * 1000.0).round() / 1000.0)
}

/// The shared environment and the test's own, put together by the rules of inheritance.
struct Effective {
    initial_variables: IndexMap<String, String>,
    initial_scripts: Vec<(String, String)>,
    pre_request: Vec<(String, String)>,
    post_response: Vec<(String, String)>,
    headers: Fields,
    auth: Auth,
    preserve_cookies: bool,
    verify_ssl: bool,
    stop_on_failure: bool,
}

impl Effective {
    fn new(plan: &Plan) -> Self {
        let own = &plan.environment;
        let layers: Vec<(&str, &Environment)> = plan
            .shared
            .iter()
            .map(|shared| ("shared environment", shared))
            .chain([("environment", own)])
            .collect();
        let named = |kind: &str, of: fn(&Environment) -> &[String]| {
            let name = |layer: &str, index: usize| format!("{layer} {kind} script {}", index + 1);
            layers
                .iter()
                .flat_map(|(layer, environment)| {
                    of(environment)
                        .iter()
                        .enumerate()
                        .map(move |(index, source)| (name(layer, index), source.clone()))
                })
                .filter(|(_, source)| !source.trim().is_empty())
                .collect::<Vec<_>>()
        };
        let mut initial_variables = IndexMap::new();
        let mut headers = Fields::new();
        for (_, environment) in &layers {
            initial_variables.extend(environment.initial_variables.clone());
            for (name, values) in &environment.headers {
                headers.retain(|own, _| !own.eq_ignore_ascii_case(name));
                headers.insert(name.clone(), values.clone());
            }
        }
        let any = |of: fn(&Environment) -> bool| layers.iter().any(|(_, environment)| of(environment));
        let auth =
            layers.iter().rev().map(|(_, environment)| &environment.auth).find(|auth| **auth != Auth::None);
        Self {
            initial_variables,
            initial_scripts: layers
                .iter()
                .filter_map(|(layer, environment)| {
                    Some((format!("{layer} initial script"), environment.script.clone()?))
                })
                .filter(|(_, source)| !source.trim().is_empty())
                .collect(),
            pre_request: named("pre-request", |environment| &environment.pre_request_scripts),
            post_response: named("post-response", |environment| &environment.post_response_scripts),
            headers,
            auth: auth.cloned().unwrap_or_default(),
            preserve_cookies: any(|environment| environment.preserve_cookies),
            verify_ssl: layers.iter().all(|(_, environment)| environment.verify_ssl),
            stop_on_failure: any(|environment| environment.stop_on_failure),
        }
    }
}

/// The state of a run.
struct Walk<'a> {
    engine: &'a Engine,
    plan: &'a Plan,
    builtins: Builtins<'a>,
    derived: &'a DerivedSecrets<'a>,
    scripts: Scripts<'a>,
    jar: Jar<'a>,
    scope: Scope,
    defaults: Defaults,
    environment: Effective,
    policy: &'a Policy,
    /// The secrets that the definitions name.
    mentioned: &'a [(String, Visibility)],
    /// What it depends on that the next step runs (R7).
    control: Label,
    failed: bool,
    /// The steps that follow are skipped.
    stopped: bool,
    timed_out: bool,
    pace: &'a Pace<'a>,
    cancel: &'a CancellationToken,
}

impl Walk<'_> {
    fn projector(&self) -> Projector<'_> {
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
            control,
            seen: RefCell::default(),
        }
    }

    /// Fills in the initial variables, each once, in order. Values given with the trigger are literal.
    fn initial_variables(&mut self) -> Vec<RawError> {
        let mut errors = Vec::new();
        let mut scope = Scope::default();
        for (name, template) in &self.environment.initial_variables {
            if self.plan.trigger_variables.iter().any(|(given, _)| given == name) {
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
        for (name, value) in &self.plan.trigger_variables {
            scope.set(name, value.clone(), Label::PUBLIC);
        }
        self.scope = scope;
        errors
    }

    /// Runs the initial scripts. Failed assertions in them are ignored, as in Runscope.
    async fn initial_scripts(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, (origin, source)) in self.environment.initial_scripts.clone().into_iter().enumerate() {
            self.pace.settle().await;
            let start_ms = self.pace.start_ms(&self.control);
            let given = Given { when: When::Initial, source: &source, request: None, response: None };
            let mut ran = self.scripts.run(given, &mut self.scope, &self.control).await;
            if let Ok(outcome) = &mut ran.outcome
                && outcome
                    .error
                    .as_ref()
                    .is_some_and(|thrown| thrown.kind == tacit_script::ThrownKind::Assertion)
            {
                outcome.error = None;
            }
            let label = ran.label.clone();
            self.failed |= !ran.passed();
            let mut raw = RawStep { exchange: Label::PUBLIC, ..RawStep::default() };
            step::record_script(&mut raw, ScriptPlace::Initial, origin, ran);
            let projector = self.projector();
            let level = projector.level(&label, &self.control);
            let definition = initial_script_step();
            let standing = Standing {
                definition: &definition,
                place: format!("initial {}", index + 1),
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
    fn prepare_defaults(&mut self) -> Vec<RawError> {
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
        let authorization = request::authorization(&render, &self.environment.auth, self.derived)
            .unwrap_or_else(|error| {
                failed(error);
                None
            });
        let seen = render.seen.into_inner();
        let hides = |label: &Label| self.policy.level(label, &Label::PUBLIC).hides_verdict();
        let hidden = if hides(&seen) { seen } else { Label::PUBLIC };
        let (unseen, seen): (Vec<&RawError>, _) = errors.iter().partition(|error| hides(&error.label));
        self.defaults = Defaults { headers, authorization, hidden, broken: !unseen.is_empty() };
        self.stopped |= !seen.is_empty();
        errors
    }

    async fn steps(&mut self, definitions: &[StepDefinition], prefix: &str) -> Vec<Step> {
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

    async fn request(
        &mut self,
        definition: &StepDefinition,
        request: &tacit_spec::test::Request,
        place: String,
    ) -> Step {
        let start_ms = self.pace.start_ms(&self.control);
        if !self.environment.preserve_cookies {
            self.jar.clear();
        }
        let boundary = self.boundary();
        let context = StepContext {
            wire: &self.engine.wire,
            scripts: &self.scripts,
            secrets: &self.plan.secrets,
            derived: self.derived,
            builtins: &self.builtins,
            defaults: &self.defaults,
            limits: self.limits(),
            verify_tls: self.environment.verify_ssl,
            pace: self.pace,
            cancel: self.cancel,
            pre_request: &self.environment.pre_request,
            post_response: &self.environment.post_response,
            boundary,
        };
        let raw = step::run(&context, request, &mut self.scope, &mut self.jar, &self.control).await;
        let label = raw.verdict_label();
        let passed = raw.passed();
        self.failed |= !passed;
        let projector = self.projector();
        let level = projector.level(&label, &self.control);
        let standing =
            Standing { definition, place, control: &self.control, secrets: self.names(&label), start_ms };
        let record = projector.request(standing, request, &raw, self.cancel.is_cancelled());
        if self.environment.stop_on_failure {
            self.stopped |= !passed;
            if level.hides_verdict() {
                // Whether the next step runs depends on how this one ended.
                self.control.join(&label.computed());
            }
        }
        record
    }

    /// A request may take no longer than what is left of the run.
    fn limits(&self) -> Limits {
        Limits { request: self.plan.limits.request.min(self.pace.left()), ..self.plan.limits }
    }

    /// A delimiter that nobody can guess and put into a part (RFC 2046).
    fn boundary(&self) -> String {
        let mut bytes = [0; 16];
        self.engine.random.fill(&mut bytes);
        format!("tacit-{}", hex::encode(bytes))
    }

    async fn condition(
        &mut self,
        definition: &StepDefinition,
        condition: &tacit_spec::test::Condition,
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
                let verdict = judge_condition(&left, condition.comparison, &right);
                (label, Some(verdict.pass), Some(left), Some(right), None)
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
    fn raise_block(&mut self, steps: &[StepDefinition], label: &Label) {
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

    /// A step that does not run: skipped by its author, by an earlier failure, by a condition or by cancellation.
    fn passed_over(&self, definition: &StepDefinition, place: String) -> Step {
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

    fn outline(
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
    fn unknown(&self, request: &tacit_spec::test::Request) -> RawStep {
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

    fn variables(&self) -> Vec<VariableRecord<CleanText>> {
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

fn initial_script_step() -> StepDefinition {
    StepDefinition {
        id: None,
        skipped: false,
        note: String::new(),
        kind: StepKind::Pause { seconds: 0 },
        other: serde_json::Map::new(),
    }
}
