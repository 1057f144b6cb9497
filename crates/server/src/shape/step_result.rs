//! A step of a run, in the words of Runscope's results. A hidden part is null, and `hidden` says why.

use std::collections::BTreeMap;

use serde::Serialize;
use tacit_record::{
    AssertionRecord, BodyRecord, Counters, ErrorRecord, ExtractionRecord, Hidden, HopRecord, ScriptRecord,
    Shown, StepRecord, StepResult, StoredStep, StoredText, Timings,
};
use tacit_spec::{
    StepId,
    test::{Comparison, Source},
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{diagnosis::DiagnosisBody, result::CountsBody};

type Text = StoredText;

/// A step of a run.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepResultBody {
    /// Id of the step; `null` for initial scripts.
    uuid: Option<Uuid>,
    step_type: String,
    /// `1`, `2`, `2.1` inside a condition.
    place: String,
    note: String,
    method: Option<String>,
    /// As sent, or where that is hidden as written in the definition.
    url: Option<String>,
    /// `pass`, `fail`, `skipped`, `canceled`; `null` when hidden.
    #[schema(value_type = Option<String>)]
    result: Option<StepResult>,
    /// Why something of it is hidden: `secret_sent`, `script_saw_secret` or `conditional`.
    #[schema(value_type = Option<String>)]
    hidden: Option<Hidden>,
    /// Names of the secrets that it depends on.
    secrets: Vec<String>,
    #[serde(flatten)]
    counts: CountsBody,
    assertions: Vec<AssertionBody>,
    variables: Vec<VariableBody>,
    scripts: Vec<ScriptBody>,
    error_messages: Vec<String>,
    /// Why it failed, as far as what is shown of it tells.
    diagnosis: Option<DiagnosisBody>,
    /// Status and reason of the last response.
    response_message: Option<String>,
    /// Status of the last response.
    response_status_code: Option<u16>,
    /// Milliseconds per phase of the last exchange; `null` when hidden.
    #[schema(value_type = Option<Object>)]
    timings: Option<Timings>,
}

#[derive(Serialize, ToSchema)]
struct AssertionBody {
    /// `pass` or `fail`; `null` when hidden.
    result: Option<&'static str>,
    source: String,
    property: Option<String>,
    comparison: String,
    target_value: Option<String>,
    actual_value: Option<String>,
    error: Option<String>,
    #[schema(value_type = Option<String>)]
    hidden: Option<Hidden>,
}

#[derive(Serialize, ToSchema)]
struct VariableBody {
    /// `pass` or `fail`; `null` when hidden.
    result: Option<&'static str>,
    source: String,
    property: Option<String>,
    name: String,
    value: Option<String>,
    error: Option<String>,
    #[schema(value_type = Option<String>)]
    hidden: Option<Hidden>,
}

#[derive(Serialize, ToSchema)]
struct ScriptBody {
    /// `pass` or `fail`; `null` when hidden.
    result: Option<&'static str>,
    /// Lines it logged.
    output: Option<String>,
    error: Option<String>,
    #[schema(value_type = Option<String>)]
    hidden: Option<Hidden>,
}

/// A step of a run with its last exchange.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepDetailBody {
    #[serde(flatten)]
    summary: StepResultBody,
    /// `null` when hidden, or when there was none.
    request: Option<RequestBody>,
    /// `null` when hidden, or when there was none.
    response: Option<ResponseBody>,
    /// Everything that was kept of the step, as tacit keeps it.
    #[schema(value_type = Object)]
    record: StoredStep,
}

#[derive(Serialize, ToSchema)]
struct RequestBody {
    method: String,
    url: String,
    headers: BTreeMap<String, Vec<String>>,
    body: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ResponseBody {
    status: Option<u16>,
    reason: String,
    headers: BTreeMap<String, Vec<String>>,
    body: Option<String>,
    /// Decoded.
    size_bytes: Option<u64>,
    timings: Option<BTreeMap<&'static str, f64>>,
}

/// Steps in line. Pauses say nothing, and conditions and loops only when they fail.
pub(crate) fn flatten(steps: &[StoredStep], into: &mut Vec<StepResultBody>) {
    for step in steps {
        let silent = matches!(step.step_type.as_str(), "pause" | "condition" | "conditional-loop");
        if !silent || step.result.shown() == Some(&StepResult::Fail) {
            into.push(StepResultBody::new(step));
        }
        flatten(&step.steps, into);
    }
}

/// The step with this id, wherever it stands.
pub(crate) fn find(steps: Vec<StoredStep>, id: StepId) -> Option<StoredStep> {
    steps.into_iter().find_map(|mut step| {
        if step.id == Some(id) { Some(step) } else { find(std::mem::take(&mut step.steps), id) }
    })
}

/// Errors as sentences.
pub(crate) fn error_lines(errors: &[ErrorRecord<Text>]) -> Vec<String> {
    errors
        .iter()
        .map(|error| {
            let mut line = format!("{} at {}", error.code, error.place.as_str());
            for more in [error.detail.shown(), error.hint.as_ref()].into_iter().flatten() {
                line.push_str(": ");
                line.push_str(more.as_str());
            }
            line
        })
        .collect()
}

impl StepResultBody {
    fn new(step: &StoredStep) -> Self {
        let last = step.hops.last();
        let sent = step.hops.first().and_then(|hop| hop.request.shown());
        let status = last.and_then(|hop| hop.status.shown().copied());
        let reason =
            last.and_then(|hop| hop.response.shown()).map_or("", |response| response.reason.as_str());
        Self {
            uuid: step.id.map(|id| id.0),
            step_type: owned(&step.step_type),
            place: owned(&step.place),
            note: owned(&step.note),
            method: sent.map(|sent| &sent.method).or(step.method.as_ref()).map(owned),
            url: sent.map(|sent| &sent.url).or(step.url.as_ref()).map(owned),
            result: step.result.shown().copied(),
            hidden: hidden_in(step),
            secrets: step.secrets.iter().map(owned).collect(),
            counts: counts(own_counters(step)),
            assertions: step.assertions.iter().map(AssertionBody::new).collect(),
            variables: step.variables.iter().map(VariableBody::new).collect(),
            scripts: step.scripts.iter().map(ScriptBody::new).collect(),
            error_messages: step.errors.shown().map(|errors| error_lines(errors)).unwrap_or_default(),
            diagnosis: DiagnosisBody::of(step),
            response_message: status.map(|status| format!("{status} {reason}").trim_end().to_owned()),
            response_status_code: status,
            timings: last.and_then(|hop| hop.timings.shown().copied()),
        }
    }
}

impl StepDetailBody {
    pub(crate) fn new(step: StoredStep) -> Self {
        let last = step.hops.last();
        Self {
            summary: StepResultBody::new(&step),
            request: last.and_then(RequestBody::new),
            response: last.and_then(ResponseBody::new),
            record: step,
        }
    }
}

impl AssertionBody {
    fn new(assertion: &AssertionRecord<Text>) -> Self {
        let AssertionRecord { source, property, comparison, written: _, passed, target, actual, error } =
            assertion;
        Self {
            result: verdict(passed),
            source: source_id(source),
            property: property.as_ref().map(owned),
            comparison: Comparison::parse(comparison.as_str())
                .map_or_else(|| owned(comparison), |known| known.result_id().into()),
            target_value: target.shown().map(owned),
            actual_value: text(actual),
            error: text(error),
            hidden: [passed.hidden(), target.hidden(), actual.hidden(), error.hidden()]
                .into_iter()
                .flatten()
                .max(),
        }
    }
}

impl VariableBody {
    fn new(variable: &ExtractionRecord<Text>) -> Self {
        let ExtractionRecord { name, source, property, passed, value, error } = variable;
        Self {
            result: verdict(passed),
            source: source_id(source),
            property: property.as_ref().map(owned),
            name: owned(name),
            value: text(value),
            error: text(error),
            hidden: [passed.hidden(), value.hidden(), error.hidden()].into_iter().flatten().max(),
        }
    }
}

impl ScriptBody {
    fn new(script: &ScriptRecord<Text>) -> Self {
        let ScriptRecord { place: _, origin: _, passed, output, error } = script;
        let lines = |lines: &Vec<Text>| lines.iter().map(Text::as_str).collect::<Vec<_>>().join("\n");
        Self {
            result: verdict(passed),
            output: output.shown().map(lines),
            error: text(error),
            hidden: [passed.hidden(), output.hidden(), error.hidden()].into_iter().flatten().max(),
        }
    }
}

impl RequestBody {
    fn new(hop: &HopRecord<Text>) -> Option<Self> {
        let request = hop.request.shown()?;
        Some(Self {
            method: owned(&request.method),
            url: owned(&request.url),
            headers: headers(&request.headers),
            body: body(&request.body),
        })
    }
}

impl ResponseBody {
    fn new(hop: &HopRecord<Text>) -> Option<Self> {
        let response = hop.response.shown()?;
        Some(Self {
            status: hop.status.shown().copied(),
            reason: owned(&response.reason),
            headers: headers(&response.headers),
            body: body(&response.body),
            size_bytes: hop.sizes.shown().map(|sizes| sizes.response_body),
            timings: hop.timings.shown().map(phases),
        })
    }
}

fn phases(timings: &Timings) -> BTreeMap<&'static str, f64> {
    let Timings { dns, connect, tls, send, wait, download, total } = *timings;
    [("dns", dns), ("connect", connect), ("tls", tls), ("send", send), ("wait", wait), ("download", download)]
        .into_iter()
        .filter_map(|(phase, ms)| Some((phase, ms?)))
        .chain([("total", total)])
        .collect()
}

/// Of the step alone: those inside it are listed beside it.
fn own_counters(step: &StepRecord<Text>) -> Counters {
    let mut own = step.counters;
    for inner in &step.steps {
        let inner = inner.counters;
        for (own, inner) in [
            (&mut own.assertions, inner.assertions),
            (&mut own.variables, inner.variables),
            (&mut own.scripts, inner.scripts),
        ] {
            own.defined = own.defined.saturating_sub(inner.defined);
            own.passed = own.passed.saturating_sub(inner.passed);
            own.failed = own.failed.saturating_sub(inner.failed);
        }
    }
    own
}

fn counts(counters: Counters) -> CountsBody {
    CountsBody {
        assertions_defined: counters.assertions.defined,
        assertions_passed: counters.assertions.passed,
        assertions_failed: counters.assertions.failed,
        variables_defined: counters.variables.defined,
        variables_passed: counters.variables.passed,
        variables_failed: counters.variables.failed,
        scripts_defined: counters.scripts.defined,
        scripts_passed: counters.scripts.passed,
        scripts_failed: counters.scripts.failed,
    }
}

/// The strongest reason of anything that is hidden in a step.
fn hidden_in(step: &StoredStep) -> Option<Hidden> {
    let of_hop = |hop: &HopRecord<Text>| {
        [
            hop.request.hidden(),
            hop.status.hidden(),
            hop.response.hidden(),
            hop.timings.hidden(),
            hop.sizes.hidden(),
            hop.connection.hidden(),
        ]
    };
    let checks = step.assertions.iter().map(|assertion| AssertionBody::new(assertion).hidden);
    [step.result.hidden(), step.start_ms.hidden(), step.errors.hidden()]
        .into_iter()
        .chain(step.hops.iter().flat_map(of_hop))
        .chain(checks)
        .chain(step.variables.iter().map(|variable| VariableBody::new(variable).hidden))
        .chain(step.scripts.iter().map(|script| ScriptBody::new(script).hidden))
        .flatten()
        .max()
}

fn verdict(passed: &Shown<bool>) -> Option<&'static str> {
    passed.shown().map(|passed| if *passed { "pass" } else { "fail" })
}

fn source_id(source: &Text) -> String {
    Source::parse(source.as_str()).map_or_else(|| owned(source), |known| known.result_id().into())
}

fn text(part: &Shown<Option<Text>>) -> Option<String> {
    part.shown()?.as_ref().map(owned)
}

fn owned(text: &Text) -> String {
    text.as_str().to_owned()
}

fn headers(pairs: &[(Text, Text)]) -> BTreeMap<String, Vec<String>> {
    let mut headers = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in pairs {
        headers.entry(owned(name)).or_default().push(owned(value));
    }
    headers
}

fn body(body: &BodyRecord<Text>) -> Option<String> {
    match body {
        BodyRecord::Empty => Some(String::new()),
        BodyRecord::Text { text, .. } => Some(owned(text)),
        BodyRecord::Binary { .. } | BodyRecord::Dropped => None,
    }
}
