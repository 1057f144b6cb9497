//! What is done around a subtest: scripts before it, and everything after, as for a response.

use std::time::Duration;

use tacit_record::ScriptPlace;
use tacit_script::{Kind as When, RequestView, ResponseView};
use tacit_spec::test::Checks;

use super::{RawStep, StepContext, chain, control_of, judge::judge_answer, not_reached, record_script};
use crate::{
    evaluate::{Answer, Evaluated},
    scope::Scope,
    scripts::Given,
};

/// How a subtest ended, as it is judged.
pub(crate) struct Outcome {
    /// The result as JSON.
    pub(crate) body: Vec<u8>,
    pub(crate) took: Duration,
}

/// Runs the scripts before a subtest; false when one of them failed, and so it is not to be run.
pub(crate) async fn before_subtest(
    context: &StepContext<'_>,
    checks: Checks<'_>,
    scope: &mut Scope,
    raw: &mut RawStep,
) -> bool {
    let mut ready = true;
    for (origin, source) in chain(context.pre_request, checks.before_scripts) {
        let given = Given { when: When::PreRequest, source, request: None, response: None };
        let ran = context.scripts.run(given, scope, &control_of(&raw.exchange)).await;
        raw.exchange.join(&ran.label);
        ready &= ran.passed();
        record_script(raw, ScriptPlace::PreRequest, origin, ran);
    }
    ready
}

/// Judges how a subtest ended, or notes that it did not run. The result stands in the body of the response, and, as in
/// Runscope, in the body of the request as well.
pub(crate) async fn judge_result(
    context: &StepContext<'_>,
    checks: Checks<'_>,
    scope: &mut Scope,
    raw: &mut RawStep,
    outcome: Option<Outcome>,
) {
    let Some(Outcome { body, took }) = outcome else {
        not_reached(checks, context, scope, raw);
        return;
    };
    let time_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let size_bytes = body.len() as u64;
    let headers = [("content-type".to_owned(), b"application/json".to_vec())];
    let evaluated =
        Evaluated::new(Answer { status: 200, headers: &headers, body: &body, time_ms, size_bytes });
    let text = || String::from_utf8_lossy(&body).into_owned();
    let views = || {
        let response = ResponseView {
            status: 200,
            reason: "OK".into(),
            headers: vec![("content-type".into(), vec!["application/json".into()])],
            body: text(),
            response_time_ms: time_ms,
            size_bytes,
        };
        (RequestView { body: text(), ..RequestView::default() }, response)
    };
    judge_answer(context, checks, scope, raw, &evaluated, views).await;
}
