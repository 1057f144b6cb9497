//! From raw, labelled parts to records: the one function that makes what is shown (R14).

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tacit_record::{
    AssertionRecord, BodyRecord, CertificateRecord, ConditionRecord, ConnectionRecord, Counters, ErrorRecord,
    ExtractionRecord, Hidden, HopRecord, RequestRecord, ResponseRecord, ScriptRecord, Shown, Sizes, Step,
    StepRecord, StepResult, Timings, TlsRecord,
};
use tacit_spec::{
    Step as StepDefinition,
    test::{Assertion, Checks, Comparison, Extraction, Request, Source},
};
use tacit_taint::{CleanBody, CleanText, Label, Scrubber, seam};
use tacit_wire::{Certificate, Hop, HopFacts};

use crate::{
    exposure::{Level, Part, Policy, Treatment},
    step::{RawAssertion, RawError, RawExtraction, RawScript, RawStep},
};

/// Bytes of a text that is kept however much there is already.
const SHORT: usize = 1024;

/// Makes records of one run.
pub(crate) struct Projector<'a> {
    pub(crate) scrubber: Scrubber,
    pub(crate) policy: &'a Policy,
    pub(crate) kept_body: usize,
    /// Bytes that the record may still hold of what came from outside. Only what is shown is counted, so that this tells nothing
    /// that does not show.
    pub(crate) room: &'a AtomicUsize,
}

/// Where and when a step stands in the run.
pub(crate) struct Standing<'a> {
    pub(crate) definition: &'a StepDefinition,
    pub(crate) place: String,
    /// What it depends on that the step runs.
    pub(crate) control: &'a Label,
    /// Names of the secrets it depends on.
    pub(crate) secrets: Vec<String>,
    /// Milliseconds since the start of the run, unless that depends on a secret.
    pub(crate) start_ms: Shown<f64>,
}

impl Projector<'_> {
    pub(crate) fn text(&self, text: &str) -> CleanText {
        self.scrubber.text(text)
    }

    /// Text that can be long: cut where the record has no room for more.
    pub(crate) fn value(&self, text: &str) -> CleanText {
        if text.len() <= SHORT {
            return self.text(text);
        }
        match self.cut(text.as_bytes()) {
            CleanBody::Text { text, truncated: false } => text,
            CleanBody::Text { text, truncated: true } => self.text(&format!("{}… (cut)", text.as_str())),
            CleanBody::Binary | CleanBody::Dropped => self.text(text),
        }
    }

    /// As much of something as is kept, scrubbed as a whole.
    fn cut(&self, bytes: &[u8]) -> CleanBody {
        let room = self.room.load(Relaxed).min(self.kept_body);
        if room == 0 {
            return CleanBody::Text { text: CleanText::of_program(""), truncated: true };
        }
        let clean = self.scrubber.body(bytes, room);
        if let CleanBody::Text { text, .. } = &clean {
            let left = self.room.load(Relaxed).saturating_sub(text.as_str().len());
            self.room.store(left, Relaxed);
        }
        clean
    }

    pub(crate) fn level(&self, label: &Label, control: &Label) -> Level {
        self.policy.level(label, control)
    }

    /// A step of any kind with nothing but what its definition says.
    pub(crate) fn outline(&self, standing: Standing<'_>, step_type: &str, result: Shown<StepResult>) -> Step {
        StepRecord {
            id: standing.definition.id,
            step_type: self.text(step_type),
            place: self.text(&standing.place),
            note: self.text(&standing.definition.note),
            method: None,
            url: None,
            result,
            secrets: standing.secrets.iter().map(|name| self.text(name)).collect(),
            start_ms: standing.start_ms,
            hops: Vec::new(),
            assertions: Vec::new(),
            variables: Vec::new(),
            scripts: Vec::new(),
            errors: Shown::Absent,
            condition: None,
            iterations: Shown::Absent,
            subtest: None,
            steps: Vec::new(),
            counters: Counters::default(),
        }
    }

    /// A request step that ran, or that may have run under a hidden control context.
    pub(crate) fn request(
        &self,
        standing: Standing<'_>,
        request: &Request,
        raw: &RawStep,
        canceled: bool,
    ) -> Step {
        let control = standing.control;
        let exchange = self.level(&raw.exchange, control);
        let verdict = self.level(&raw.verdict_label(), control);
        let result = ended(raw, canceled);
        let mut step = self.outline(standing, "request", verdict.show(Part::Verdict, || result));
        step.method = Some(self.text(&request.method));
        step.url = Some(self.text(&request.url));
        step.hops = self.hops(raw, exchange, control);
        self.checks(&mut step, request.checks(), raw, control);
        // Under a hidden verdict the number may not say whether a request was sent.
        step.counters.requests_executed = match exchange {
            Level::Conditional => 0,
            level if level.hides_verdict() => 1,
            _ => u32::from(!step.hops.is_empty()),
        };
        step
    }

    /// A subtest that ran, or that may have run; without what is inside it.
    pub(crate) fn subtest(
        &self,
        standing: Standing<'_>,
        checks: Checks<'_>,
        raw: &RawStep,
        canceled: bool,
    ) -> Step {
        let control = standing.control;
        let verdict = self.level(&raw.verdict_label(), control);
        let result = ended(raw, canceled);
        let mut step = self.outline(standing, "subtest", verdict.show(Part::Verdict, || result));
        self.checks(&mut step, checks, raw, control);
        step
    }

    /// What was done around an exchange or a subtest.
    fn checks(&self, step: &mut Step, checks: Checks<'_>, raw: &RawStep, control: &Label) {
        step.assertions = checks
            .assertions
            .iter()
            .enumerate()
            .map(|(index, written)| self.assertion(written, raw.assertions.get(index), control))
            .collect();
        step.variables = checks
            .extractions
            .iter()
            .enumerate()
            .map(|(index, written)| self.extraction(written, raw.extractions.get(index), control))
            .collect();
        step.scripts = raw.scripts.iter().map(|script| self.script(script, control)).collect();
        step.errors = self.errors(&raw.errors, &raw.verdict_label(), control);
        step.counters = count(step);
    }

    /// Errors are listed together, so one that may not be shown hides that there are any.
    pub(crate) fn errors(
        &self,
        errors: &[RawError],
        label: &Label,
        control: &Label,
    ) -> Shown<Vec<ErrorRecord<CleanText>>> {
        let level = self.level(label, control);
        if errors.is_empty() && !level.hides_verdict() {
            return Shown::Absent;
        }
        level.show(Part::Status, || errors.iter().map(|error| self.error(error, control)).collect())
    }

    pub(crate) fn error(&self, error: &RawError, control: &Label) -> ErrorRecord<CleanText> {
        let level = self.level(&error.label, control);
        ErrorRecord {
            code: error.code,
            place: self.text(&error.place),
            hint: error.hint.as_deref().map(|hint| self.text(hint)),
            detail: match &error.detail {
                Some(detail) => level.show(Part::Texts, || self.text(detail)),
                None => Shown::Absent,
            },
        }
    }

    fn hops(&self, raw: &RawStep, level: Level, control: &Label) -> Vec<HopRecord<CleanText>> {
        if let Treatment::Hide(why) = level.treat(Part::Status) {
            // How many exchanges there were, and whether there was one at all, is hidden as well.
            return vec![HopRecord {
                request: Shown::Hidden(why),
                status: Shown::Hidden(why),
                response: Shown::Hidden(why),
                timings: Shown::Hidden(why),
                sizes: Shown::Hidden(why),
                connection: Shown::Hidden(why),
            }];
        }
        let (Some(facts), Some(labelled)) = (&raw.facts, &raw.raw) else { return Vec::new() };
        let hops = &labelled.open(seam::Engine).hops;
        let last = hops.len().saturating_sub(1);
        hops.iter()
            .zip(&facts.hops)
            .enumerate()
            .map(|(index, (hop, facts))| self.hop(raw, hop, facts, index == last, level, control))
            .collect()
    }

    fn hop(
        &self,
        raw: &RawStep,
        hop: &Hop,
        facts: &HopFacts,
        last: bool,
        level: Level,
        control: &Label,
    ) -> HopRecord<CleanText> {
        // What a script left replaces the last exchange, under the script's label.
        let edited_request = raw.edited_request.as_ref().filter(|_| last);
        let edited_response = raw.edited_response.as_ref().filter(|_| last);
        let shown = if last { self.level(&raw.shown, control) } else { level };
        let request = shown.show(Part::Sent, || match edited_request {
            Some(edit) => self.edited_request(&edit.view, shown),
            None => self.sent(raw, hop, shown),
        });
        let response = match (&hop.answer, edited_response) {
            (None, _) => Shown::Absent,
            (Some(_), Some(edit)) => shown.show(Part::Response, || self.edited_response(edit, shown)),
            (Some(answer), None) => shown.show(Part::Response, || ResponseRecord {
                reason: self.text(&answer.reason),
                headers: self.headers(&answer.headers, level),
                body: self.body(&answer.body, shown),
            }),
        };
        let sizes = match (&hop.answer, level.treat(Part::Sizes), &request, &response) {
            (None, ..) => Shown::Absent,
            (Some(_), Treatment::Hide(why), ..) => Shown::Hidden(why),
            (Some(answer), ..) if level == Level::Public => Shown::Shown(Sizes {
                request_body: hop.sent.body_len,
                response_body: answer.body.len() as u64,
                response_wire: answer.wire_size,
            }),
            // Of the redacted form, as the length of the value is nobody's business.
            (Some(_), _, Shown::Shown(request), Shown::Shown(response)) => {
                let response = kept(&response.body);
                Shown::Shown(Sizes {
                    request_body: kept(&request.body),
                    response_body: response,
                    response_wire: response,
                })
            }
            (_, _, Shown::Hidden(why), _) | (_, _, _, Shown::Hidden(why)) => Shown::Hidden(*why),
            _ => Shown::Absent,
        };
        HopRecord {
            request,
            status: level.show_some(Part::Status, facts.status),
            response,
            timings: level
                .show(Part::Timings, || timings(facts, level.treat(Part::Timings) == Treatment::Coarse)),
            sizes,
            connection: match &facts.connection {
                Some(connection) => {
                    level.show(Part::Connection, || self.connection(connection, facts, &hop.certificates))
                }
                None => Shown::Absent,
            },
        }
    }

    fn sent(&self, raw: &RawStep, hop: &Hop, level: Level) -> RequestRecord<CleanText> {
        RequestRecord {
            method: self.text(&hop.sent.method),
            url: self.text(&hop.sent.url),
            headers: self.headers(&hop.sent.headers, level),
            body: if hop.sent.body_len > 0 { self.body(&raw.sent_body, level) } else { BodyRecord::Empty },
        }
    }

    fn edited_request(&self, view: &tacit_script::RequestView, level: Level) -> RequestRecord<CleanText> {
        RequestRecord {
            method: self.text(&view.method),
            url: self.text(&view.url),
            headers: self.fields(&view.headers, level),
            body: self.body(view.body.as_bytes(), level),
        }
    }

    fn edited_response(&self, view: &tacit_script::ResponseView, level: Level) -> ResponseRecord<CleanText> {
        ResponseRecord {
            reason: self.text(&view.reason),
            headers: self.fields(&view.headers, level),
            body: self.body(view.body.as_bytes(), level),
        }
    }

    fn fields(&self, fields: &[(String, Vec<String>)], level: Level) -> Vec<(CleanText, CleanText)> {
        fields
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
            .map(|(name, value)| (self.text(name), self.header(name, value, level)))
            .collect()
    }

    /// The length of what a value was cut out of would tell the value's.
    fn header(&self, name: &str, value: &str, level: Level) -> CleanText {
        match level {
            Level::Public => self.text(value),
            _ if name.eq_ignore_ascii_case("content-length") => CleanText::of_program("(not shown)"),
            _ => self.text(value),
        }
    }

    fn headers(&self, headers: &[(String, Vec<u8>)], level: Level) -> Vec<(CleanText, CleanText)> {
        let pair = |(name, value): &(String, Vec<u8>)| {
            (self.text(name), self.header(name, &String::from_utf8_lossy(value), level))
        };
        headers.iter().map(pair).collect()
    }

    fn body(&self, bytes: &[u8], level: Level) -> BodyRecord<CleanText> {
        if bytes.is_empty() {
            return BodyRecord::Empty;
        }
        match self.cut(bytes) {
            CleanBody::Text { text, truncated } => BodyRecord::Text { text, truncated },
            CleanBody::Binary if level == Level::Public => BodyRecord::Binary { size: bytes.len() as u64 },
            CleanBody::Binary => BodyRecord::Dropped,
            CleanBody::Dropped => BodyRecord::Dropped,
        }
    }

    fn connection(
        &self,
        connection: &tacit_wire::Connection,
        facts: &HopFacts,
        certificates: &[Certificate],
    ) -> ConnectionRecord<CleanText> {
        ConnectionRecord {
            remote: self.text(&connection.remote.to_string()),
            protocol: facts.version.map(|version| self.text(version.as_str())),
            tls: connection.tls.as_ref().map(|tls| TlsRecord {
                version: self.text(tls.version),
                cipher: self.text(tls.cipher),
                certificates: certificates
                    .iter()
                    .map(|certificate| CertificateRecord {
                        subject: self.text(&certificate.subject),
                        issuer: self.text(&certificate.issuer),
                        names: certificate.sans.iter().map(|name| self.text(name)).collect(),
                        not_before: certificate.validity.not_before,
                        not_after: certificate.validity.not_after,
                    })
                    .collect(),
            }),
        }
    }

    fn assertion(
        &self,
        written: &Assertion,
        raw: Option<&RawAssertion>,
        control: &Label,
    ) -> AssertionRecord<CleanText> {
        let never = RawAssertion::default();
        let raw = raw.unwrap_or(&never);
        let level = self.level(&raw.label, control);
        let clean = |text: &Option<String>| text.as_deref().map(|text| self.value(text));
        let mut actual = level.show_some(Part::Values, raw.passed.map(|_| clean(&raw.actual)));
        if written.source == Source::Size && level != Level::Public && actual.shown().is_some() {
            actual = Shown::Hidden(Hidden::SecretSent);
        }
        AssertionRecord {
            source: CleanText::of_program(source_name(written.source)),
            property: clean(&written.property),
            comparison: CleanText::of_program(comparison_name(written.comparison)),
            written: match &written.value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(self.text(text)),
                other => Some(self.text(&other.to_string())),
            },
            passed: level.show_some(Part::Verdict, raw.passed),
            target: level.show_some(Part::Values, clean(&raw.target)),
            actual,
            error: level.show_some(Part::Values, raw.passed.map(|_| clean(&raw.error))),
        }
    }

    fn extraction(
        &self,
        written: &Extraction,
        raw: Option<&RawExtraction>,
        control: &Label,
    ) -> ExtractionRecord<CleanText> {
        let never = RawExtraction::default();
        let raw = raw.unwrap_or(&never);
        let level = self.level(&raw.label, control);
        let clean = |text: &Option<String>| text.as_deref().map(|text| self.value(text));
        ExtractionRecord {
            name: self.text(&written.name),
            source: CleanText::of_program(source_name(written.source)),
            property: clean(&written.property),
            passed: level.show_some(Part::Verdict, raw.passed),
            value: level.show_some(Part::Variables, raw.passed.map(|_| clean(&raw.value))),
            error: level.show_some(Part::Variables, raw.passed.map(|_| clean(&raw.error))),
        }
    }

    pub(crate) fn script(&self, raw: &RawScript, control: &Label) -> ScriptRecord<CleanText> {
        let level = self.level(&raw.label, control);
        let ran = raw.passed.is_some();
        ScriptRecord {
            place: raw.place,
            origin: self.text(&raw.origin),
            passed: level.show_some(Part::Verdict, raw.passed),
            output: level.show_some(
                Part::Texts,
                ran.then(|| raw.output.iter().map(|line| self.value(line)).collect()),
            ),
            error: level
                .show_some(Part::Texts, ran.then(|| raw.error.as_deref().map(|error| self.text(error)))),
        }
    }

    /// The comparison of a condition.
    pub(crate) fn condition(
        &self,
        written: &tacit_spec::test::Condition,
        level: Level,
        held: Option<bool>,
        left: Option<&str>,
        right: Option<&str>,
    ) -> ConditionRecord<CleanText> {
        ConditionRecord {
            left: self.text(&written.left),
            comparison: CleanText::of_program(comparison_name(written.comparison)),
            right: self.text(&written.right),
            held: level.show_some(Part::Verdict, held),
            left_value: level.show_some(Part::Values, left.map(|left| self.value(left))),
            right_value: level.show_some(Part::Values, right.map(|right| self.value(right))),
        }
    }
}

fn timings(facts: &HopFacts, coarse: bool) -> Timings {
    let ms = |duration: std::time::Duration| {
        let ms = duration.as_secs_f64() * 1000.0;
        if coarse { (ms / 10.0).round() * 10.0 } else { (ms * 1000.0).round() / 1000.0 }
    };
    let phases = &facts.timings;
    Timings {
        dns: phases.dns.map(ms),
        connect: phases.connect.map(ms),
        tls: phases.tls.map(ms),
        send: phases.send.map(ms),
        wait: phases.first_byte.map(ms),
        download: phases.download.map(ms),
        total: phases.total.map(ms).unwrap_or_default(),
    }
}

/// Bytes of a body as it is kept.
fn kept(body: &BodyRecord<CleanText>) -> u64 {
    match body {
        BodyRecord::Text { text, .. } => text.as_str().len() as u64,
        BodyRecord::Empty | BodyRecord::Binary { .. } | BodyRecord::Dropped => 0,
    }
}

fn ended(raw: &RawStep, canceled: bool) -> StepResult {
    match (canceled, raw.passed()) {
        (true, _) => StepResult::Canceled,
        (false, true) => StepResult::Pass,
        (false, false) => StepResult::Fail,
    }
}

/// Counts what is shown. A verdict that is hidden counts as defined, and neither as passed nor as failed.
fn count(step: &Step) -> Counters {
    let mut counters = Counters::default();
    let mut tally = |tally: fn(&mut Counters) -> &mut tacit_record::Tally, passed: &Shown<bool>| {
        let tally = tally(&mut counters);
        match passed {
            Shown::Shown(passed) => tally.count(*passed),
            Shown::Hidden(_) | Shown::Absent => tally.defined += 1,
        }
    };
    step.assertions.iter().for_each(|assertion| tally(|c| &mut c.assertions, &assertion.passed));
    step.variables.iter().for_each(|variable| tally(|c| &mut c.variables, &variable.passed));
    step.scripts.iter().for_each(|script| tally(|c| &mut c.scripts, &script.passed));
    counters
}

/// As written in definitions.
pub(crate) fn source_name(source: Source) -> &'static str {
    source.as_str()
}

/// As written in definitions.
pub(crate) fn comparison_name(comparison: Comparison) -> &'static str {
    comparison.as_str()
}
