//! After the response: extraction, scripts, assertions.

use std::borrow::Cow;

use tacit_record::{ErrorCode, ScriptPlace};
use tacit_script::{Kind as When, RequestView, ResponseView};
use tacit_spec::{
    limits,
    test::{Assertion, Checks, Extraction},
};
use tacit_taint::{Label, Labeled, seam};

use super::{
    RawAssertion, RawError, RawExtraction, RawStep, StepContext, chain, control_of, record_script, renderer,
    response_time_ms,
};
use crate::{
    evaluate::{Answer, Evaluated, judge},
    scope::Scope,
    scripts::Given,
    sealed::Refused,
};

/// Extraction, post-response scripts, assertions, in this order. Assertions see the response as it was received,
/// whatever scripts did to it.
pub(super) async fn judge_response(
    context: &StepContext<'_>,
    checks: Checks<'_>,
    scope: &mut Scope,
    raw: &mut RawStep,
) {
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

    let body = raw.sent_body.clone();
    let views = || (sent_view(sent, &body), response_view(answer, time_ms));
    judge_answer(context, checks, scope, raw, &evaluated, views).await;
    drop(evaluated);
    raw.raw = Some(labelled);
}

/// The same for any answer; `views` are of what scripts see as the request and the response.
pub(super) async fn judge_answer(
    context: &StepContext<'_>,
    checks: Checks<'_>,
    scope: &mut Scope,
    raw: &mut RawStep,
    evaluated: &Evaluated<'_>,
    views: impl FnOnce() -> (RequestView, ResponseView),
) {
    let label = raw.exchange.clone();
    for extraction in checks.extractions {
        raw.extractions.push(extract(context, extraction, evaluated, &label, scope));
    }

    if chain(context.post_response, checks.scripts).next().is_some() {
        let (request, response) = views();
        let request = Labeled::new(request, label.clone());
        let response = Labeled::new(response, label.clone());
        post_response(context, checks, scope, raw, (&request, &response)).await;
        if checks.assertions.iter().any(tells_the_time) {
            context.around.pace.settle().await;
        }
    }

    for (index, assertion) in checks.assertions.iter().enumerate() {
        let judged = assert(context, assertion, evaluated, &label, scope, index, &mut raw.errors);
        raw.assertions.push(judged);
    }
}

/// Whether what is expected is filled in, and so may hold the present moment.
fn tells_the_time(assertion: &Assertion) -> bool {
    assertion.value.as_str().is_some_and(|text| text.contains("{{"))
}

async fn post_response(
    context: &StepContext<'_>,
    checks: Checks<'_>,
    scope: &mut Scope,
    raw: &mut RawStep,
    (request, response): (&Labeled<RequestView>, &Labeled<ResponseView>),
) {
    let mut control = control_of(&raw.exchange);
    for (origin, source) in chain(context.post_response, checks.scripts) {
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
        Some(value) if value.len() > limits::VARIABLE_BYTES => {
            scope.raise(&extraction.name, label);
            let most = limits::VARIABLE_BYTES >> 20;
            result.error = Some(format!("what was found is longer than a variable may be, {most} MiB"));
        }
        Some(value) => {
            let value = value.into_owned();
            if !label.is_public() {
                context.around.derived.add(&value, label);
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
    let actual = verdict.actual.as_deref().unwrap_or_default();
    let sealed =
        context.around.sealed.compare(actual, assertion.comparison, target.as_deref().unwrap_or_default());
    let pass = match sealed {
        Ok(equal) => equal.filter(|_| verdict.error.is_none()).unwrap_or(verdict.pass),
        Err(Refused(hint)) => {
            let place = format!("assertions[{index}]");
            let (code, hint) = (ErrorCode::Assertion, Some(hint));
            errors.push(RawError { code, place, hint, detail: None, label: label.clone() });
            false
        }
    };
    RawAssertion {
        label,
        passed: Some(pass),
        actual: verdict.actual.map(Cow::into_owned),
        error: verdict.error.map(|fault| fault.to_string()),
        target,
    }
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
