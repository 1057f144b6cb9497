//! Changing every text of a record, for the last look of the scrubber.
//!
//! Each function takes its structure apart field by field, so a new field does not compile until it is handled here.

use crate::{
    AssertionRecord, BodyRecord, CertificateRecord, ConditionRecord, ConnectionRecord, ErrorRecord,
    ExtractionRecord, HopRecord, Progress, RequestRecord, ResponseRecord, RunRecord, ScriptRecord, Shown,
    StepRecord, SubtestRecord, TlsRecord, VariableRecord,
};

type Change<'a, T, U> = &'a mut dyn FnMut(T) -> U;

fn all<T, U>(texts: Vec<T>, f: Change<'_, T, U>) -> Vec<U> {
    texts.into_iter().map(f).collect()
}

fn maybe<T, U>(text: Shown<Option<T>>, f: Change<'_, T, U>) -> Shown<Option<U>> {
    text.map(|text| text.map(f))
}

fn pairs<T, U>(pairs: Vec<(T, T)>, f: Change<'_, T, U>) -> Vec<(U, U)> {
    pairs.into_iter().map(|(name, value)| (f(name), f(value))).collect()
}

impl<T> RunRecord<T> {
    /// The same record with each text changed by `f`.
    pub fn map_text<U>(self, f: Change<'_, T, U>) -> RunRecord<U> {
        let Self {
            result,
            started_at,
            finished_at,
            response_time_ms,
            initial_variables,
            variables,
            steps,
            counters,
            errors,
            secrets,
            aside,
            withheld,
        } = self;
        RunRecord {
            result,
            started_at,
            finished_at,
            response_time_ms,
            initial_variables: initial_variables.into_iter().map(|v| v.map_text(f)).collect(),
            variables: variables.into_iter().map(|v| v.map_text(f)).collect(),
            steps: steps.into_iter().map(|step| step.map_text(f)).collect(),
            counters,
            errors: errors.into_iter().map(|error| error.map_text(f)).collect(),
            secrets: all(secrets, f),
            aside,
            withheld,
        }
    }
}

impl<T> Progress<T> {
    /// The same news with each text changed by `f`.
    pub fn map_text<U>(self, f: Change<'_, T, U>) -> Progress<U> {
        match self {
            Self::StepStarted { place } => Progress::StepStarted { place: f(place) },
            Self::StepFinished { step } => Progress::StepFinished { step: Box::new(step.map_text(f)) },
            Self::Quiet => Progress::Quiet,
        }
    }
}

impl<T> VariableRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> VariableRecord<U> {
        let Self { name, value } = self;
        VariableRecord { name: f(name), value: value.map(f) }
    }
}

impl<T> SubtestRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> SubtestRecord<U> {
        let Self { test, name, environment, result, variables } = self;
        SubtestRecord {
            test: f(test),
            name: f(name),
            environment: f(environment),
            result,
            variables: variables
                .map(|variables| variables.into_iter().map(|variable| variable.map_text(f)).collect()),
        }
    }
}

impl<T> StepRecord<T> {
    /// The same record with each text changed by `f`.
    pub fn map_text<U>(self, f: Change<'_, T, U>) -> StepRecord<U> {
        let Self {
            id,
            step_type,
            place,
            note,
            method,
            url,
            result,
            secrets,
            start_ms,
            hops,
            assertions,
            variables,
            scripts,
            errors,
            condition,
            iterations,
            subtest,
            steps,
            counters,
        } = self;
        StepRecord {
            id,
            step_type: f(step_type),
            place: f(place),
            note: f(note),
            method: method.map(&mut *f),
            url: url.map(&mut *f),
            result,
            secrets: all(secrets, f),
            start_ms,
            hops: hops.into_iter().map(|hop| hop.map_text(f)).collect(),
            assertions: assertions.into_iter().map(|assertion| assertion.map_text(f)).collect(),
            variables: variables.into_iter().map(|variable| variable.map_text(f)).collect(),
            scripts: scripts.into_iter().map(|script| script.map_text(f)).collect(),
            errors: errors.map(|errors| errors.into_iter().map(|error| error.map_text(f)).collect()),
            condition: condition.map(|condition| condition.map_text(f)),
            iterations,
            subtest: subtest.map(|subtest| subtest.map_text(f)),
            steps: steps.into_iter().map(|step| step.map_text(f)).collect(),
            counters,
        }
    }
}

impl<T> AssertionRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> AssertionRecord<U> {
        let Self { source, property, comparison, written, passed, target, actual, error } = self;
        AssertionRecord {
            source: f(source),
            property: property.map(&mut *f),
            comparison: f(comparison),
            written: written.map(&mut *f),
            passed,
            target: target.map(&mut *f),
            actual: maybe(actual, f),
            error: maybe(error, f),
        }
    }
}

impl<T> ExtractionRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ExtractionRecord<U> {
        let Self { name, source, property, passed, value, error } = self;
        ExtractionRecord {
            name: f(name),
            source: f(source),
            property: property.map(&mut *f),
            passed,
            value: maybe(value, f),
            error: maybe(error, f),
        }
    }
}

impl<T> ScriptRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ScriptRecord<U> {
        let Self { place, origin, passed, output, error } = self;
        ScriptRecord {
            place,
            origin: f(origin),
            passed,
            output: output.map(|lines| all(lines, f)),
            error: maybe(error, f),
        }
    }
}

impl<T> ConditionRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ConditionRecord<U> {
        let Self { left, comparison, right, held, left_value, right_value } = self;
        ConditionRecord {
            left: f(left),
            comparison: f(comparison),
            right: f(right),
            held,
            left_value: left_value.map(&mut *f),
            right_value: right_value.map(&mut *f),
        }
    }
}

impl<T> ErrorRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ErrorRecord<U> {
        let Self { code, place, hint, detail } = self;
        ErrorRecord { code, place: f(place), hint: hint.map(&mut *f), detail: detail.map(&mut *f) }
    }
}

impl<T> HopRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> HopRecord<U> {
        let Self { request, status, response, timings, sizes, connection } = self;
        HopRecord {
            request: request.map(|request| request.map_text(f)),
            status,
            response: response.map(|response| response.map_text(f)),
            timings,
            sizes,
            connection: connection.map(|connection| connection.map_text(f)),
        }
    }
}

impl<T> RequestRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> RequestRecord<U> {
        let Self { method, url, headers, body } = self;
        RequestRecord { method: f(method), url: f(url), headers: pairs(headers, f), body: body.map_text(f) }
    }
}

impl<T> ResponseRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ResponseRecord<U> {
        let Self { reason, headers, body } = self;
        ResponseRecord { reason: f(reason), headers: pairs(headers, f), body: body.map_text(f) }
    }
}

impl<T> BodyRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> BodyRecord<U> {
        match self {
            Self::Empty => BodyRecord::Empty,
            Self::Text { text, truncated } => BodyRecord::Text { text: f(text), truncated },
            Self::Binary { size } => BodyRecord::Binary { size },
            Self::Dropped => BodyRecord::Dropped,
        }
    }
}

impl<T> ConnectionRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> ConnectionRecord<U> {
        let Self { remote, protocol, tls } = self;
        ConnectionRecord {
            remote: f(remote),
            protocol: protocol.map(&mut *f),
            tls: tls.map(|tls| tls.map_text(f)),
        }
    }
}

impl<T> TlsRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> TlsRecord<U> {
        let Self { version, cipher, certificates } = self;
        TlsRecord {
            version: f(version),
            cipher: f(cipher),
            certificates: certificates.into_iter().map(|certificate| certificate.map_text(f)).collect(),
        }
    }
}

impl<T> CertificateRecord<T> {
    fn map_text<U>(self, f: Change<'_, T, U>) -> CertificateRecord<U> {
        let Self { subject, issuer, names, not_before, not_after } = self;
        CertificateRecord {
            subject: f(subject),
            issuer: f(issuer),
            names: all(names, f),
            not_before,
            not_after,
        }
    }
}
