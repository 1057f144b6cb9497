//! One request step: build, script, send, extract, script, judge.
//!
//! What comes out is raw and labelled; [`project`](crate::project) decides what of it is shown.

mod judge;
mod raw;
mod script;
mod sealed;
mod send;
mod subtest;

use std::cell::RefCell;

use tacit_record::{ErrorCode, ScriptPlace};
use tacit_script::Kind as When;
use tacit_spec::test::{Checks, Request};
use tacit_taint::{Kind, Label};
use tacit_wire::Facts;

use crate::{
    around::Around,
    cookies::Jar,
    evaluate::Builtins,
    plan::Limits,
    render::Renderer,
    request::{self, BuildError, Built, Defaults},
    scope::Scope,
    scripts::{Given, Scripts},
};

pub(crate) use raw::{RawAssertion, RawError, RawExtraction, RawScript, RawStep};
pub(crate) use script::{chain, record_script};
pub(crate) use subtest::{Outcome, before_subtest, judge_result};
use {judge::judge_response, script::not_run, send::exchange};

/// What a step needs of the run around it.
pub(crate) struct StepContext<'a> {
    pub(crate) around: Around<'a>,
    pub(crate) scripts: &'a Scripts<'a>,
    pub(crate) builtins: &'a Builtins<'a>,
    pub(crate) defaults: &'a Defaults,
    pub(crate) limits: Limits,
    pub(crate) verify_tls: bool,
    /// Scripts of the environments, for requests: where they stand, and their source.
    pub(crate) pre_request: &'a [(String, String)],
    pub(crate) post_response: &'a [(String, String)],
    pub(crate) boundary: String,
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
        exchange(context, step, built, jar, &mut raw).await;
    }
    if raw.exchange.kind() == Some(Kind::Computed) {
        // Whether it was sent, and where, is hidden, and so is what it did to the cookies.
        jar.raise(&raw.exchange);
    }
    let answered = raw.facts.as_ref().is_some_and(|facts| facts.error.is_none());
    raw.shown = raw.exchange.clone();
    if answered {
        judge_response(context, step.checks(), scope, &mut raw).await;
    } else {
        not_reached(step.checks(), context, scope, &mut raw);
    }
    raw
}

fn renderer<'a>(context: &'a StepContext<'_>, scope: &'a Scope, control: &'a Label) -> Renderer<'a> {
    Renderer {
        scope,
        builtins: context.builtins,
        secrets: context.around.secrets(),
        derived: context.around.derived,
        sealed: context.around.sealed,
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
        match request::build(&render, step, context.defaults, &context.boundary) {
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
    context.around.pace.hear(&raw.exchange);
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

/// What it depends on that a script runs: on everything computed before it in the step. That a response came to a
/// request which merely carries a secret may be known.
fn control_of(exchange: &Label) -> Label {
    if exchange.kind() == Some(Kind::Computed) { exchange.clone() } else { Label::PUBLIC }
}

/// From the first byte sent to the last byte received of the last hop, name lookup and connection included.
pub(crate) fn response_time_ms(facts: &Facts) -> u64 {
    u64::try_from(facts.total.as_millis()).unwrap_or(u64::MAX)
}

/// There was no answer: nothing after it was judged, and every variable it could have filled stays as it was.
fn not_reached(checks: Checks<'_>, context: &StepContext<'_>, scope: &mut Scope, raw: &mut RawStep) {
    let label = raw.exchange.clone();
    let before = raw.scripts.len();
    let planned =
        chain(context.pre_request, checks.before_scripts).map(|script| (ScriptPlace::PreRequest, script));
    let after =
        chain(context.post_response, checks.scripts).map(|script| (ScriptPlace::PostResponse, script));
    // In the order in which they would have been written: the place of a variable in the list must not tell.
    for (place, script) in planned.skip(before) {
        raw.scripts.push(not_run(place, script, &label, scope));
    }
    for extraction in checks.extractions {
        scope.raise(&extraction.name, &label);
        raw.extractions.push(RawExtraction { label: label.clone(), ..RawExtraction::default() });
    }
    for (place, script) in after {
        raw.scripts.push(not_run(place, script, &label, scope));
    }
    raw.assertions = checks
        .assertions
        .iter()
        .map(|_| RawAssertion { label: label.clone(), ..RawAssertion::default() })
        .collect();
}
