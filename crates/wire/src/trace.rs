//! What is known so far: filled while a request goes on, so that one that is cut off leaves what it learnt.

use std::{sync::Arc, time::Instant};

use http::HeaderMap;
use tacit_taint::{Label, Labeled};

use crate::{
    Answer, Facts, Fetched, Hop, HopFacts, Phase, Raw, Sent,
    error::Failure,
    head::{Plan, title_case},
    meter::Meter,
};

/// The story of one request.
pub(crate) struct Trace {
    /// The join of all labels met so far.
    pub(crate) label: Label,
    started: Instant,
    hops: Vec<HopTrace>,
}

/// The story of one hop.
pub(crate) struct HopTrace {
    pub(crate) facts: HopFacts,
    pub(crate) hop: Hop,
    pub(crate) phase: Phase,
    pub(crate) meter: Arc<Meter>,
    /// When the connection was handed the request.
    pub(crate) handed_over: Option<Instant>,
    /// When the first byte of the answer came, where the meter cannot tell it from the protocol's own.
    pub(crate) answered: Option<Instant>,
    /// When the last byte of the answer came.
    pub(crate) ended: Option<Instant>,
    started: Instant,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self { label: Label::PUBLIC, started: Instant::now(), hops: Vec::with_capacity(1) }
    }

    /// Begins a hop.
    pub(crate) fn begin(&mut self, plan: &Plan, headers: &HeaderMap) -> &mut HopTrace {
        let started = Instant::now();
        let sent = Sent {
            method: plan.method.as_str().to_owned(),
            url: plan.target.url().as_str().to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| (title_case(name.as_str()), value.as_bytes().to_vec()))
                .collect(),
            body_len: plan.body.len() as u64,
            size_bytes: 0,
        };
        self.hops.push(HopTrace {
            facts: HopFacts::default(),
            hop: Hop { sent, answer: None, certificates: Vec::new() },
            phase: Phase::default(),
            meter: Meter::new(started),
            handed_over: None,
            answered: None,
            ended: None,
            started,
        });
        self.hops.last_mut().expect("just pushed")
    }

    /// What is going on in the current hop.
    pub(crate) fn phase(&self) -> Phase {
        self.hops.last().map_or_else(Phase::default, |hop| hop.phase)
    }

    /// The answer of the current hop.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.hops.last().and_then(|hop| hop.hop.answer.as_ref())
    }

    /// How many hops there were.
    pub(crate) fn len(&self) -> usize {
        self.hops.len()
    }

    /// Closes the last hop.
    pub(crate) fn end_hop(&mut self) {
        if let Some(hop) = self.hops.last_mut() {
            hop.end();
        }
    }

    /// The end of the story.
    pub(crate) fn finish(mut self, outcome: Result<(), Failure>) -> Fetched {
        self.end_hop();
        let (error, detail) = match outcome {
            Ok(()) => (None, None),
            Err(failure) => (Some(failure.error), failure.detail),
        };
        let (facts, hops) = self.hops.into_iter().map(|hop| (hop.facts, hop.hop)).unzip();
        Fetched {
            facts: Facts { hops: facts, error, total: self.started.elapsed() },
            raw: Labeled::new(Raw { hops, detail }, self.label),
        }
    }
}

impl HopTrace {
    fn end(&mut self) {
        let timings = &mut self.facts.timings;
        if timings.total.is_some() {
            return;
        }
        timings.total = Some(self.started.elapsed());
        self.hop.sent.size_bytes = self.meter.written();
        let Some(handed_over) = self.handed_over else { return };
        if self.meter.written() == 0 {
            return;
        }
        // An HTTP/2 server may speak first; sending then counts as done at once.
        let written = self.meter.last_write().unwrap_or(handed_over);
        timings.send = Some(written.saturating_duration_since(handed_over));
        let Some(answered) = self.answered.or_else(|| self.meter.first_read()) else { return };
        timings.first_byte = Some(answered.saturating_duration_since(written));
        timings.download = self.ended.map(|ended| ended.saturating_duration_since(answered));
    }
}
