//! Spans of a finished record: the run, the steps that tell their time, and each request they sent.
//!
//! Durations are those of the record, as coarse as it has them. A record tells when a step began and how long each of
//! its requests took, and not when: a step's requests are laid one behind the other from its beginning.

use opentelemetry_proto::tonic::{
    common::v1::KeyValue,
    trace::v1::{
        Span, Status,
        span::SpanKind,
        status::StatusCode::{Error, Unset},
    },
};
use tacit_numbers::{Subject, Text};
use tacit_record::{HopRecord, RunRecord, RunResult, Shown, StepRecord, StepResult, for_outside};

use crate::Told;

use super::{
    metrics::nanos,
    resource::{number, text},
    template::template,
};

/// Spans of one run; steps beyond are left out.
const MOST: usize = 1000;

/// What may be told of a run. The run's id is the id of the trace.
pub(super) fn spans<T: Told>(subject: &Subject, record: &RunRecord<T>) -> Vec<Span> {
    let id = subject.run.0.as_bytes();
    let mut trace = Trace {
        id: id.to_vec(),
        first: u64::from_be_bytes([id[8], id[9], id[10], id[11], id[12], id[13], id[14], id[15]]),
        began: nanos(record.started_at),
        spans: Vec::new(),
    };
    let mut run = trace.open(None, Text::name(&subject.test_name).as_str(), SpanKind::Internal);
    run.start_time_unix_nano = trace.began;
    run.end_time_unix_nano = nanos(record.finished_at);
    run.attributes = of_run(subject, record.result);
    run.attributes.extend(record.errors.first().map(|error| text("error.type", error.code.as_str())));
    run.status = Some(status(record.result == RunResult::Fail));
    let root = run.span_id.clone();
    trace.spans.push(run);
    for step in &record.steps {
        trace.step(&root, step);
    }
    trace.spans
}

struct Trace {
    id: Vec<u8>,
    /// Id of the first span; the others count on.
    first: u64,
    /// Nanoseconds since the Unix epoch.
    began: u64,
    spans: Vec<Span>,
}

impl Trace {
    fn open(&self, parent: Option<&[u8]>, name: &str, kind: SpanKind) -> Span {
        Span {
            trace_id: self.id.clone(),
            // All zeros mean that there is no id.
            span_id: self.first.wrapping_add(self.spans.len() as u64).max(1).to_be_bytes().to_vec(),
            parent_span_id: parent.unwrap_or_default().to_vec(),
            name: name.to_owned(),
            kind: kind.into(),
            ..Span::default()
        }
    }

    /// The step, and when it ended; nothing of one that does not tell its time.
    fn step<T: Told>(&mut self, parent: &[u8], step: &StepRecord<T>) -> Option<u64> {
        let start = self.began + length(*step.start_ms.shown()?);
        let tells = |hop: &HopRecord<T>| hop.timings.hidden().is_none();
        if self.spans.len() >= MOST || !step.hops.iter().all(tells) {
            return None;
        }
        let place = self.spans.len();
        let kind = for_outside(step.step_type.told());
        let mut span = self.open(Some(parent), &format!("{kind} {}", step.place.told()), SpanKind::Internal);
        span.start_time_unix_nano = start;
        span.attributes = of_step(step);
        span.status = Some(status(matches!(step.result, Shown::Shown(StepResult::Fail))));
        let own = span.span_id.clone();
        self.spans.push(span);
        let mut end = start;
        for (index, hop) in step.hops.iter().enumerate() {
            end = self.hop(&own, step, index, hop, end).unwrap_or(end);
        }
        for inner in &step.steps {
            end = end.max(self.step(&own, inner).unwrap_or(end));
        }
        if self.spans.len() == place + 1 {
            // Nothing in it tells how long it took.
            self.spans.pop();
            return None;
        }
        self.spans[place].end_time_unix_nano = end;
        Some(end)
    }

    /// One request, and when it ended.
    fn hop<T: Told>(
        &mut self,
        parent: &[u8],
        step: &StepRecord<T>,
        index: usize,
        hop: &HopRecord<T>,
        start: u64,
    ) -> Option<u64> {
        let end = start + length(hop.timings.shown()?.total);
        let sent = hop.request.shown().map(|request| request.method.told());
        // After a redirect it may be another one than the definition says.
        let written = step.method.as_ref().filter(|_| index == 0).map(Told::told);
        let method = known_method(sent.or(written));
        let url = step.url.as_ref().filter(|_| index == 0).map(|url| template(url.told()));
        let name = url.as_deref().map_or_else(|| method.to_owned(), |url| format!("{method} {url}"));
        let mut span = self.open(Some(parent), &name, SpanKind::Client);
        (span.start_time_unix_nano, span.end_time_unix_nano) = (start, end);
        span.attributes.push(text("http.request.method", method));
        span.attributes.extend(url.map(|url| text("url.template", &url)));
        if index > 0 {
            span.attributes.push(number("http.request.resend_count", index as i64));
        }
        let code = hop.status.shown().copied();
        span.attributes.extend(code.map(|code| number("http.response.status_code", code.into())));
        let failed = code.is_some_and(|code| code >= 400);
        if failed {
            span.attributes.extend(code.map(|code| text("error.type", &code.to_string())));
        }
        let protocol = hop.connection.shown().and_then(|connection| connection.protocol.as_ref());
        let version = protocol.and_then(|protocol| known_version(protocol.told()));
        span.attributes.extend(version.map(|version| text("network.protocol.version", version)));
        span.status = Some(status(failed));
        self.spans.push(span);
        Some(end)
    }
}

fn of_run(subject: &Subject, result: RunResult) -> Vec<KeyValue> {
    let name = |key, value: &str| text(key, Text::name(value).as_str());
    let mut attributes = vec![
        text("tacit.run.id", &subject.run.to_string()),
        text("tacit.run.result", result.as_str()),
        text("tacit.run.source", subject.source),
        text("tacit.team.id", &subject.team.to_string()),
        text("tacit.bucket.key", &subject.bucket.0),
        name("tacit.bucket.name", &subject.bucket_name),
        text("tacit.test.id", &subject.test.to_string()),
        name("tacit.test.name", &subject.test_name),
        name("tacit.environment.name", &subject.environment_name),
        text("tacit.place", &subject.place.key()),
    ];
    attributes.extend(subject.environment.map(|id| text("tacit.environment.id", &id.to_string())));
    attributes
}

fn of_step<T: Told>(step: &StepRecord<T>) -> Vec<KeyValue> {
    let mut attributes = vec![text("tacit.step.place", step.place.told())];
    attributes.extend(step.id.map(|id| text("tacit.step.id", &id.to_string())));
    attributes.extend(step.result.shown().map(|result| {
        text(
            "tacit.step.result",
            match result {
                StepResult::Pass => "pass",
                StepResult::Fail => "fail",
                StepResult::Skipped => "skipped",
                StepResult::Canceled => "canceled",
            },
        )
    }));
    let errors = step.errors.shown().and_then(|errors| errors.first());
    attributes.extend(errors.map(|error| text("error.type", error.code.as_str())));
    attributes
}

fn status(failed: bool) -> Status {
    Status { code: if failed { Error } else { Unset }.into(), message: String::new() }
}

/// Nanoseconds of milliseconds.
fn length(ms: f64) -> u64 {
    // Saturates: negative and endless ones are none.
    (ms * 1e6).round() as u64
}

/// What is no method of HTTP may be anything.
fn known_method(method: Option<&str>) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
    let known = |method: &str| KNOWN.into_iter().find(|known| *known == method);
    method.and_then(known).unwrap_or("_OTHER")
}

fn known_version(protocol: &str) -> Option<&'static str> {
    match protocol {
        "HTTP/1.0" => Some("1.0"),
        "HTTP/1.1" => Some("1.1"),
        "HTTP/2" | "HTTP/2.0" => Some("2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
