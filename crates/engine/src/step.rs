//! One request step: build, script, send, extract, script, judge.
//!
//! What comes out is raw and labelled; [`project`](crate::project) decides what of it is shown.

use std::{borrow::Cow, cell::RefCell};

use tacit_record::{ErrorCode, ScriptPlace};
use tacit_script::{EditedRequest, Failure, Kind as When, RequestView, ResponseView, ThrownKind};
use tacit_spec::test::{Assertion, Extraction, Request};
use tacit_taint::{Kind, Label, Labeled, seam};
use tacit_wire::{Facts, Options, Raw, Wire};
use tokio_util::sync::CancellationToken;

use crate::{
    cookies::Jar,
    evaluate::{Answer, Builtins, Evaluated, judge},
    needles::DerivedSecrets,
    pace::Pace,
    plan::{Limits, Secrets},
    render::{RenderError, Renderer, unavailable},
    request::{self, BuildError, Built, Defaults},
    scope::Scope,
    scripts::{Cut, Given, Ran, Scripts},
};

/// What a step needs of the run around it.
pub(crate) struct StepContext<'a> {
    pub(crate) wire: &'a Wire,
    pub(crate) scripts: &'a Scripts<'a>,
    pub(crate) secrets: &'a Secrets,
    pub(crate) derived: &'a DerivedSecrets<'a>,
    pub(crate) builtins: &'a Builtins<'a>,
    pub(crate) defaults: &'a Defaults,
    pub(crate) limits: Limits,
    pub(crate) pace: &'a Pace<'a>,
    pub(crate) verify_tls: bool,
    pub(crate) cancel: &'a CancellationToken,
    /// Scripts of the environments: where they stand, and their source.
    pub(crate) pre_request: &'a [(String, String)],
    pub(crate) post_response: &'a [(String, String)],
    pub(crate) boundary: String,
}

/// A request step after it ran.
#[derive(Default)]
pub(crate) struct RawStep {
    /// What the whole exchange depends on.
    pub(crate) exchange: Label,
    pub(crate) facts: Option<Facts>,
    pub(crate) raw: Option<Labeled<Raw>>,
    /// The body that was sent first; redirects that keep the body send the same one.
    pub(crate) sent_body: bytes::Bytes,
    /// What the last exchange depends on as it is shown: scripts after the response may have changed it.
    pub(crate) shown: Label,
    /// As scripts left them; shown, under `shown`, instead of what was sent and received.
    pub(crate) edited_request: Option<EditedRequest>,
    pub(crate) edited_response: Option<ResponseView>,
    pub(crate) assertions: Vec<RawAssertion>,
    pub(crate) extractions: Vec<RawExtraction>,
    pub(crate) scripts: Vec<RawScript>,
    pub(crate) errors: Vec<RawError>,
}

/// One script, run or not.
pub(crate) struct RawScript {
    pub(crate) place: ScriptPlace,
    pub(crate) origin: String,
    pub(crate) label: Label,
    /// `None` when it did not run.
    pub(crate) passed: Option<bool>,
    pub(crate) output: Vec<String>,
    pub(crate) error: Option<String>,
}

/// One assertion, judged or not.
#[derive(Default)]
pub(crate) struct RawAssertion {
    pub(crate) label: Label,
    pub(crate) passed: Option<bool>,
    pub(crate) target: Option<String>,
    pub(crate) actual: Option<String>,
    pub(crate) error: Option<String>,
}

/// One extraction, made or not.
#[derive(Default)]
pub(crate) struct RawExtraction {
    pub(crate) label: Label,
    pub(crate) passed: Option<bool>,
    pub(crate) value: Option<String>,
    pub(crate) error: Option<String>,
}

/// What kept a step from working.
pub(crate) struct RawError {
    pub(crate) code: ErrorCode,
    pub(crate) place: String,
    /// Speaks of the definition only.
    pub(crate) hint: Option<String>,
    /// May quote data.
    pub(crate) detail: Option<String>,
    pub(crate) label: Label,
}

impl RawStep {
    /// Whether every part that was judged passed.
    pub(crate) fn passed(&self) -> bool {
        self.errors.is_empty()
            && self.assertions.iter().all(|assertion| assertion.passed == Some(true))
            && self.extractions.iter().all(|extraction| extraction.passed == Some(true))
            && self.scripts.iter().all(|script| script.passed == Some(true))
    }

    /// What the verdict on the step depends on.
    pub(crate) fn verdict_label(&self) -> Label {
        let mut label = self.exchange.clone();
        self.assertions.iter().for_each(|assertion| label.join(&assertion.label));
        self.extractions.iter().for_each(|extraction| label.join(&extraction.label));
        self.scripts.iter().for_each(|script| label.join(&script.label));
        self.errors.iter().for_each(|error| label.join(&error.label));
        label
    }
}

impl From<(String, RenderError)> for RawError {
    fn from((place, error): (String, RenderError)) -> Self {
        Self {
            code: error.code,
            place,
            hint: Some(format!("{}: {}", error.message, error.hint)),
            detail: None,
            label: error.label,
        }
    }
}

/// Runs a request step under `control`.
pub(crate) async fn run(
    context: &StepContext<'_>,
    step: &Request,
    scope: &mut Scope,
    jar: &mut Jar<'_>,
    control: &Label,
) -> RawStep {
    let mut raw = RawStep { exchange: control.clone(), ..RawStep::default() };
    if let Some(built) = build(context, step, scope, control, &mut raw)
        && let Some(built) = pre_request(context, step, built, scope, &mut raw).await
    {
        exchange(context, built, jar, &mut raw).await;
    }
    if raw.exchange.kind() == Some(Kind::Computed) {
        // Whether it was sent, and where, is hidden, and so is what it did to the cookies.
        jar.raise(&raw.exchange);
    }
    let answered = raw.facts.as_ref().is_some_and(|facts| facts.error.is_none());
    raw.shown = raw.exchange.clone();
    if answered {
        judge_response(context, step, scope, &mut raw).await;
    } else {
        not_reached(step, context, scope, &mut raw);
    }
    raw
}

fn renderer<'a>(context: &'a StepContext<'_>, scope: &'a Scope, control: &'a Label) -> Renderer<'a> {
    Renderer {
        scope,
        builtins: context.builtins,
        secrets: context.secrets,
        derived: context.derived,
        control,
        seen: RefCell::default(),
    }
}

fn build(
    context: &StepContext<'_>,
    step: &Request,
    scope: &Scope,
    control: &Label,
    raw: &mut RawStep,
) -> Option<Built> {
    raw.exchange.join(&context.defaults.hidden);
    let render = renderer(context, scope, control);
    render.note(&context.defaults.hidden);
    let built = if context.defaults.broken {
        raw.errors.push(RawError {
            code: ErrorCode::Template,
            place: "environment".into(),
            hint: None,
            detail: None,
            label: raw.exchange.clone(),
        });
        None
    } else {
        match request::build(&render, step, context.defaults, context.derived, &context.boundary) {
            Ok(built) => {
                raw.exchange.join(&built.label());
                Some(built)
            }
            Err(BuildError { place, error }) => {
                raw.exchange.join(&error.label);
                raw.errors.push((place, error).into());
                None
            }
        }
    };
    context.pace.hear(&raw.exchange);
    built
}

/// Runs the scripts before the request; `None` when one of them failed, and so nothing is to be sent.
async fn pre_request(
    context: &StepContext<'_>,
    step: &Request,
    mut built: Built,
    scope: &mut Scope,
    raw: &mut RawStep,
) -> Option<Built> {
    let mut ready = true;
    for (origin, source) in chain(context.pre_request, &step.before_scripts) {
        let view = built.view();
        let given = Given { when: When::PreRequest, source, request: Some(&view), response: None };
        let mut ran = context.scripts.run(given, scope, &control_of(&raw.exchange)).await;
        let edit = ran.outcome.as_mut().ok().and_then(|outcome| outcome.request.take());
        built = built.edited(edit, &ran.label);
        raw.exchange.join(&ran.label);
        ready &= ran.passed();
        record_script(raw, ScriptPlace::PreRequest, origin, ran);
    }
    ready.then_some(built)
}

/// The environment's scripts, then the step's own, each with its origin.
pub(crate) fn chain<'a>(
    environment: &'a [(String, String)],
    own: &'a [String],
) -> impl Iterator<Item = (String, &'a str)> {
    let own =
        own.iter().enumerate().map(|(index, source)| (format!("step script {}", index + 1), source.as_str()));
    let all = environment.iter().map(|(origin, source)| (origin.clone(), source.as_str())).chain(own);
    // Exports hold empty scripts where somebody opened the tab.
    all.filter(|(_, source)| !source.trim().is_empty())
}

/// Whether a stored secret's value stands in the host: it would be told to name servers on the way.
fn secret_in_host(context: &StepContext<'_>, url: &Labeled<String>) -> bool {
    if url.label().is_public() {
        return false;
    }
    let host = url::Url::parse(url.open(seam::Engine)).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| context.derived.stored().finds(host.as_bytes()))
}

async fn exchange(context: &StepContext<'_>, built: Built, jar: &mut Jar<'_>, raw: &mut RawStep) {
    if secret_in_host(context, &built.url) {
        raw.errors.push(RawError {
            code: ErrorCode::Url,
            place: "url".into(),
            hint: Some(
                "a secret may not be part of the host name; put it in a header, the query or the body".into(),
            ),
            detail: None,
            label: raw.exchange.clone(),
        });
        return;
    }
    raw.sent_body = built.body.open(seam::Engine).clone();
    let public_url = built.url.label().is_public();
    let mut request = tacit_wire::Request::new(built.method, built.url);
    let name_label = raw.exchange.clone();
    request.headers = built
        .headers
        .into_iter()
        .map(|(name, value)| (Labeled::new(name, name_label.clone()), value))
        .collect();
    request.body = built.body;
    request.verify_tls = context.verify_tls;
    request.options = Options {
        connect_timeout: context.limits.connect,
        total_timeout: context.limits.request,
        max_body: context.limits.response_body,
        cancel: context.cancel.clone(),
        ..Options::default()
    };
    let fetched = context.wire.fetch(request, Some(jar)).await;
    raw.exchange.join(fetched.raw.label());
    context.pace.hear(&raw.exchange);
    if !raw.exchange.is_public() {
        let hops = &fetched.raw.open(seam::Engine).hops;
        let places = hops.iter().filter(|_| public_url).filter_map(|hop| url::Url::parse(&hop.sent.url).ok());
        places.for_each(|place| jar.raise_at(&place, &raw.exchange));
        if !public_url {
            jar.raise(&raw.exchange);
        }
    }
    if let Some(error) = &fetched.facts.error {
        raw.errors.push(RawError {
            code: code(error.code()),
            place: "request".into(),
            hint: Some(error.to_string()),
            detail: fetched.raw.open(seam::Engine).detail.clone(),
            label: raw.exchange.clone(),
        });
    }
    raw.facts = Some(fetched.facts);
    raw.raw = Some(fetched.raw);
}

fn code(code: tacit_wire::Code) -> ErrorCode {
    use tacit_wire::Code;
    match code {
        Code::Url => ErrorCode::Url,
        Code::Dns => ErrorCode::Dns,
        Code::Connect => ErrorCode::Connect,
        Code::Tls => ErrorCode::Tls,
        Code::Timeout => ErrorCode::Timeout,
        Code::Protocol => ErrorCode::Protocol,
        Code::TooLarge => ErrorCode::TooLarge,
        Code::RedirectPolicy => ErrorCode::RedirectPolicy,
        Code::EgressPolicy => ErrorCode::EgressPolicy,
        Code::Cancelled => ErrorCode::Cancelled,
    }
}

/// Extraction, post-response scripts, assertions, in this order. Assertions see the response as it was received,
/// whatever scripts did to it.
async fn judge_response(context: &StepContext<'_>, step: &Request, scope: &mut Scope, raw: &mut RawStep) {
    let Some(labelled) = raw.raw.take() else { return };
    let Some(facts) = raw.facts.as_ref() else { return };
    let time_ms = response_time_ms(facts);
    let hops = &labelled.open(seam::Engine).hops;
    let Some((sent, answer)) = hops.last().and_then(|hop| Some((&hop.sent, hop.answer.as_ref()?))) else {
        raw.raw = Some(labelled);
        return;
    };
    let evaluated = Evaluated::new(Answer {
        status: answer.status,
        headers: &answer.headers,
        body: &answer.body,
        time_ms,
        size_bytes: answer.body.len() as u64,
    });

    let label = raw.exchange.clone();
    for extraction in &step.extractions {
        raw.extractions.push(extract(context, extraction, &evaluated, &label, scope));
    }

    if chain(context.post_response, &step.scripts).next().is_some() {
        let request_view = Labeled::new(sent_view(sent, &raw.sent_body), label.clone());
        let response_view = Labeled::new(response_view(answer, time_ms), label.clone());
        post_response(context, step, scope, raw, (&request_view, &response_view)).await;
        if step.assertions.iter().any(tells_the_time) {
            context.pace.settle().await;
        }
    }

    for (index, assertion) in step.assertions.iter().enumerate() {
        let judged = assert(context, assertion, &evaluated, &label, scope, index, &mut raw.errors);
        raw.assertions.push(judged);
    }
    drop(evaluated);
    raw.raw = Some(labelled);
}

/// Whether what is expected is filled in, and so may hold the present moment.
fn tells_the_time(assertion: &Assertion) -> bool {
    assertion.value.as_str().is_some_and(|text| text.contains("{{"))
}

async fn post_response(
    context: &StepContext<'_>,
    step: &Request,
    scope: &mut Scope,
    raw: &mut RawStep,
    (request, response): (&Labeled<RequestView>, &Labeled<ResponseView>),
) {
    let mut control = control_of(&raw.exchange);
    for (origin, source) in chain(context.post_response, &step.scripts) {
        let given =
            Given { when: When::PostResponse, source, request: Some(request), response: Some(response) };
        let mut ran = context.scripts.run(given, scope, &control).await;
        raw.shown.join(&ran.label);
        // The next one starts when this one has ended, and can read a clock.
        control.join(&ran.label);
        if let Ok(outcome) = &mut ran.outcome {
            raw.edited_request = outcome.request.take().or(raw.edited_request.take());
            raw.edited_response = outcome.response.take().or(raw.edited_response.take());
        }
        record_script(raw, ScriptPlace::PostResponse, origin, ran);
    }
}

fn response_view(answer: &tacit_wire::Answer, time_ms: u64) -> ResponseView {
    ResponseView {
        status: answer.status,
        reason: answer.reason.clone(),
        headers: group(&answer.headers),
        body: String::from_utf8_lossy(&answer.body).into_owned(),
        response_time_ms: time_ms,
        size_bytes: answer.body.len() as u64,
    }
}

/// What it depends on that a script runs: on everything computed before it in the step. That a response came to a
/// request which merely carries a secret may be known.
fn control_of(exchange: &Label) -> Label {
    if exchange.kind() == Some(Kind::Computed) { exchange.clone() } else { Label::PUBLIC }
}

/// From the first byte sent to the last byte received of the last hop, name lookup and connection included.
pub(crate) fn response_time_ms(facts: &Facts) -> u64 {
    u64::try_from(facts.total.as_millis()).unwrap_or(u64::MAX)
}

fn extract(
    context: &StepContext<'_>,
    extraction: &Extraction,
    evaluated: &Evaluated<'_>,
    label: &Label,
    scope: &mut Scope,
) -> RawExtraction {
    let found = evaluated.find(extraction.source, extraction.property.as_deref());
    let mut result = RawExtraction { label: label.clone(), passed: Some(false), ..RawExtraction::default() };
    match found.text() {
        Some(value) => {
            let value = value.into_owned();
            if !label.is_public() {
                context.derived.add(&value, label);
            }
            scope.set(&extraction.name, value.clone(), label.clone());
            result.passed = Some(true);
            result.value = Some(value);
        }
        None => {
            scope.raise(&extraction.name, label);
            result.error = found.fault().map(|fault| fault.to_string());
        }
    }
    result
}

fn assert(
    context: &StepContext<'_>,
    assertion: &Assertion,
    evaluated: &Evaluated<'_>,
    label: &Label,
    scope: &Scope,
    index: usize,
    errors: &mut Vec<RawError>,
) -> RawAssertion {
    let mut label = label.clone();
    let target = match &assertion.value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => match renderer(context, scope, &Label::PUBLIC).text(text) {
            Ok(value) => {
                let (text, target_label) = value.into_parts(seam::Engine);
                label.join(&target_label);
                Some(text)
            }
            Err(error) => {
                label.join(&error.label);
                let mut failed = RawError::from((format!("assertions[{index}].value"), error));
                failed.label = label.clone();
                errors.push(failed);
                return RawAssertion { label, passed: Some(false), ..RawAssertion::default() };
            }
        },
        other => Some(other.to_string()),
    };
    let found = evaluated.find(assertion.source, assertion.property.as_deref());
    let verdict = judge(&found, assertion.comparison, target.as_deref().unwrap_or_default());
    RawAssertion {
        label,
        passed: Some(verdict.pass),
        actual: verdict.actual.map(Cow::into_owned),
        error: verdict.error.map(|fault| fault.to_string()),
        target,
    }
}

/// There was no response: nothing after it was judged, and every variable it could have filled stays as it was.
fn not_reached(step: &Request, context: &StepContext<'_>, scope: &mut Scope, raw: &mut RawStep) {
    let label = raw.exchange.clone();
    let before = raw.scripts.len();
    let planned =
        chain(context.pre_request, &step.before_scripts).map(|script| (ScriptPlace::PreRequest, script));
    let after = chain(context.post_response, &step.scripts).map(|script| (ScriptPlace::PostResponse, script));
    // In the order in which they would have been written: the place of a variable in the list must not tell.
    for (place, script) in planned.skip(before) {
        raw.scripts.push(not_run(place, script, &label, scope));
    }
    for extraction in &step.extractions {
        scope.raise(&extraction.name, &label);
        raw.extractions.push(RawExtraction { label: label.clone(), ..RawExtraction::default() });
    }
    for (place, script) in after {
        raw.scripts.push(not_run(place, script, &label, scope));
    }
    raw.assertions = step
        .assertions
        .iter()
        .map(|_| RawAssertion { label: label.clone(), ..RawAssertion::default() })
        .collect();
}

/// A script that could have run.
fn not_run(
    place: ScriptPlace,
    (origin, source): (String, &str),
    label: &Label,
    scope: &mut Scope,
) -> RawScript {
    for name in crate::scripts::could_write(source) {
        scope.raise(&name, label);
    }
    RawScript { place, origin, label: label.clone(), passed: None, output: Vec::new(), error: None }
}

/// Keeps what a script left, and turns its failure into errors.
pub(crate) fn record_script(raw: &mut RawStep, place: ScriptPlace, origin: String, ran: Ran) {
    let passed = ran.passed();
    let mut failed = |code: ErrorCode, hint: Option<String>, detail: Option<String>| {
        raw.errors.push(RawError { code, place: origin.clone(), hint, detail, label: ran.label.clone() });
    };
    for name in &ran.missing_secrets {
        let error = unavailable(name, ran.label.clone());
        failed(error.code, Some(format!("{}: {}", error.message, error.hint)), None);
    }
    if ran.refused_write {
        failed(ErrorCode::ScriptError, Some(REFUSED_WRITE.into()), None);
    }
    let (output, error) = match ran.outcome {
        Ok(outcome) => {
            let error = outcome.error.map(|thrown| {
                let at = thrown.line.map(|line| format!(" (line {line})")).unwrap_or_default();
                (thrown.kind, format!("{}{at}", thrown.message))
            });
            if let Some((ThrownKind::Exception, message)) = &error
                && ran.missing_secrets.is_empty()
            {
                failed(ErrorCode::ScriptError, None, Some(message.clone()));
            }
            (outcome.log, error.map(|(_, message)| message))
        }
        Err(Cut::Cancelled) => {
            failed(ErrorCode::Cancelled, Some(CANCELLED.into()), None);
            (Vec::new(), Some(CANCELLED.into()))
        }
        Err(Cut::Failed(failure @ Failure::Limit(_))) => {
            failed(ErrorCode::ScriptLimit, Some(failure.to_string()), None);
            (Vec::new(), Some(failure.to_string()))
        }
        Err(Cut::Failed(failure)) => {
            failed(ErrorCode::Internal, Some(failure.to_string()), None);
            (Vec::new(), Some(failure.to_string()))
        }
    };
    raw.scripts.push(RawScript { place, origin, label: ran.label, passed: Some(passed), output, error });
}

const CANCELLED: &str = "the run was cancelled while the script ran";

const REFUSED_WRITE: &str = "the script used a secret and set a variable whose name is not written out; write the name as \
text: variables.set(\"name\", value)";

fn group(headers: &[(String, Vec<u8>)]) -> Vec<(String, Vec<String>)> {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value).into_owned();
        match grouped.iter_mut().find(|(own, _)| own == name) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name.clone(), vec![value])),
        }
    }
    grouped
}

fn sent_view(sent: &tacit_wire::Sent, body: &bytes::Bytes) -> RequestView {
    let query = sent.url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    RequestView {
        method: sent.method.clone(),
        url: sent.url.clone(),
        headers: group(&sent.headers),
        params: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        form: None,
        body: if sent.body_len > 0 { String::from_utf8_lossy(body).into_owned() } else { String::new() },
    }
}
