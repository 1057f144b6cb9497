//! Public types to frames and back, by move.

use std::time::Duration;

use super::{
    ChangesFrame, Done, EditedFrame, LimitFrame, LimitsFrame, PartFrame, Request, Response, Run, ThrownFrame,
};
use crate::{
    EditedRequest, Kind, Limit, Limits, Outcome, Part, RequestChanges, RequestView, ResponseView, Script,
    Thrown, ThrownKind,
};

impl From<Script> for Run {
    fn from(script: Script) -> Self {
        Self {
            source: script.source.to_string(),
            libraries: script.libraries.iter().map(ToString::to_string).collect(),
            variables: script.variables,
            on_demand: script.on_demand_variables,
            request: part(if script.kind == Kind::Initial { Part::Absent } else { script.request }),
            response: part(if script.kind == Kind::PostResponse { script.response } else { Part::Absent }),
            bucket_key: script.context.bucket_key,
            limits: script.limits.into(),
        }
    }
}

fn part<T, F: From<T>>(part: Part<T>) -> PartFrame<F> {
    match part {
        Part::Absent => PartFrame::Absent,
        Part::Ready(value) => PartFrame::Ready(value.into()),
        Part::OnRead => PartFrame::OnRead,
    }
}

impl From<Limits> for LimitsFrame {
    fn from(limits: Limits) -> Self {
        Self {
            memory: limits.memory as u64,
            stack: limits.stack as u64,
            output: limits.output as u64,
            time_ms: u64::try_from(limits.time.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<RequestView> for Request {
    fn from(view: RequestView) -> Self {
        let RequestView { method, url, headers, params, form, body } = view;
        Self { method, url, headers, params, form, body }
    }
}

impl From<Request> for RequestView {
    fn from(frame: Request) -> Self {
        let Request { method, url, headers, params, form, body } = frame;
        Self { method, url, headers, params, form, body }
    }
}

impl From<ResponseView> for Response {
    fn from(view: ResponseView) -> Self {
        let ResponseView { status, reason, headers, body, response_time_ms, size_bytes } = view;
        Self { status, reason, headers, body, response_time_ms, size_bytes }
    }
}

impl From<Response> for ResponseView {
    fn from(frame: Response) -> Self {
        let Response { status, reason, headers, body, response_time_ms, size_bytes } = frame;
        Self { status, reason, headers, body, response_time_ms, size_bytes }
    }
}

impl From<Done> for Outcome {
    fn from(done: Done) -> Self {
        Self {
            log: done.log,
            variables: done.variables,
            request: done.request.map(EditedRequest::from),
            response: done.response.map(ResponseView::from),
            passed_assertions: done.passed,
            error: done.error.map(Thrown::from),
            cpu: Duration::from_micros(done.cpu_us),
        }
    }
}

impl From<EditedFrame> for EditedRequest {
    fn from(frame: EditedFrame) -> Self {
        let ChangesFrame { method, url, headers, params, form, body } = frame.changed;
        let changed = RequestChanges { method, url, headers, params, form, body };
        Self { view: frame.view.into(), changed }
    }
}

impl From<ThrownFrame> for Thrown {
    fn from(frame: ThrownFrame) -> Self {
        Self {
            kind: if frame.assertion { ThrownKind::Assertion } else { ThrownKind::Exception },
            message: frame.message,
            line: frame.place.map(|place| place.0),
            column: frame.place.map(|place| place.1),
        }
    }
}

impl From<LimitFrame> for Limit {
    fn from(frame: LimitFrame) -> Self {
        match frame {
            LimitFrame::Memory => Self::Memory,
            LimitFrame::Time => Self::Time,
            LimitFrame::Output => Self::Output,
            LimitFrame::Stack => Self::Stack,
        }
    }
}
