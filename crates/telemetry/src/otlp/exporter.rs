//! Sends numbers now and then, and spans as they come.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    resource::v1::Resource,
    trace::v1::{ResourceSpans, ScopeSpans, Span},
};
use prost::Message;
use tacit_numbers::{Family, Subject, numbers};
use tacit_record::RunRecord;
use tacit_wire::Wire;
use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval_at, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::Told;

use super::{
    OtlpEndpoint,
    buffer::Buffer,
    headers::Headers,
    lane::{Lane, Outcome},
    link::Link,
    metrics,
    resource::{resource, scope},
    spans::spans,
};

/// A span waits no longer for others.
const GATHER: Duration = Duration::from_secs(5);
/// For what is left when the server stops.
const LAST: Duration = Duration::from_secs(3);

numbers! {
    /// How the export does.
    pub struct ExporterNumbers {
        /// Requests.
        pub(super) exports: Counters = About::counter(
            "tacit_otlp_exports",
            "Requests to the OTLP collector, by signal, and whether it took them.",
            &["signal", "outcome"],
        ),
        /// Spans it has.
        spans: Counter = About::counter("tacit_otlp_spans", "Spans that the OTLP collector took.", &[]),
        /// Spans it never had.
        dropped: Counter = About::counter(
            "tacit_otlp_spans_dropped",
            "Spans that were dropped because the OTLP collector was away for too long or refused them.",
            &[],
        ),
    }
}

/// Where to send, and how often.
pub struct OtlpSettings {
    /// The collector.
    pub endpoint: OtlpEndpoint,
    /// What it wants to see.
    pub headers: Headers,
    /// Between two times that numbers are sent.
    pub interval: Duration,
    /// Tells this process from others.
    pub instance: Uuid,
}

/// Where the numbers come from.
pub struct Source {
    /// How they stand.
    pub families: Box<dyn Fn() -> Vec<Family> + Send + Sync>,
    /// The time: microseconds since the Unix epoch.
    pub now: Box<dyn Fn() -> i64 + Send + Sync>,
}

/// Sends numbers and spans to a collector.
pub struct Exporter {
    buffer: Arc<Buffer>,
    numbers: Arc<ExporterNumbers>,
    stop: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Exporter {
    /// Starts. Needs a tokio runtime.
    #[must_use]
    pub fn start(settings: OtlpSettings, wire: Wire, source: Source, numbers: Arc<ExporterNumbers>) -> Self {
        let OtlpSettings { endpoint, headers, interval, instance } = settings;
        let link = Arc::new(Link { wire, endpoint, headers });
        let (buffer, stop) = (Arc::new(Buffer::default()), CancellationToken::new());
        let lane = |signal| Lane::new(signal, Arc::clone(&link), Arc::clone(&numbers));
        let resource = resource(instance);
        let numbers_out = send_numbers(lane("metrics"), source, interval, resource.clone(), stop.clone());
        let spans_out =
            send_spans(lane("traces"), Arc::clone(&buffer), Arc::clone(&numbers), resource, stop.clone());
        let task = tokio::spawn(async move {
            tokio::join!(numbers_out, spans_out);
        });
        Self { buffer, numbers, stop, task: Mutex::new(Some(task)) }
    }

    /// Takes the spans of a finished record; never waits.
    pub fn record<T: Told>(&self, subject: &Subject, record: &RunRecord<T>) {
        let dropped = self.buffer.push(spans(subject, record));
        self.numbers.dropped.add(dropped as u64);
    }

    /// Sends what is left, for a moment, and ends.
    pub async fn finish(&self) {
        self.stop.cancel();
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            // A panic in it was reported by the runtime.
            let _ = task.await;
        }
    }
}

async fn send_numbers(
    mut lane: Lane,
    source: Source,
    interval: Duration,
    resource: Resource,
    stop: CancellationToken,
) {
    let from = (source.now)();
    let mut turns = interval_at(Instant::now() + interval, interval);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let last = tokio::select! {
            () = stop.cancelled() => true,
            _ = turns.tick() => false,
        };
        let all = async {
            let span = metrics::Span { from, until: (source.now)() };
            for request in metrics::requests(&(source.families)(), &resource, span) {
                if let Outcome::Later(wait) | Outcome::Never(wait) = lane.send(request.encode_to_vec()).await
                {
                    // What could not be sent is in the next numbers.
                    return wait;
                }
            }
            Duration::ZERO
        };
        if last {
            let _ = timeout(LAST, all).await;
            return;
        }
        let wait = all.await;
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(wait) => {}
        }
    }
}

async fn send_spans(
    mut lane: Lane,
    buffer: Arc<Buffer>,
    numbers: Arc<ExporterNumbers>,
    resource: Resource,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        if !buffer.has_many() {
            tokio::select! {
                () = stop.cancelled() => break,
                () = buffer.many() => {}
                () = sleep(GATHER) => {}
            }
        }
        let wait = send_batch(&mut lane, &buffer, &numbers, &resource).await.unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(wait) => {}
        }
    }
    let rest =
        async { while send_batch(&mut lane, &buffer, &numbers, &resource).await == Some(Duration::ZERO) {} };
    let _ = timeout(LAST, rest).await;
}

/// Sends the oldest spans: how long to wait then, and nothing when there were none.
async fn send_batch(
    lane: &mut Lane,
    buffer: &Buffer,
    numbers: &ExporterNumbers,
    resource: &Resource,
) -> Option<Duration> {
    let spans = buffer.take();
    if spans.is_empty() {
        return None;
    }
    let count = spans.len() as u64;
    let request = request(spans, resource);
    Some(match lane.send(request.encode_to_vec()).await {
        Outcome::Taken => {
            numbers.spans.add(count);
            Duration::ZERO
        }
        Outcome::Never(wait) => {
            numbers.dropped.add(count);
            wait
        }
        Outcome::Later(wait) => {
            buffer.put_back(spans_of(request));
            wait
        }
    })
}

fn request(spans: Vec<Span>, resource: &Resource) -> ExportTraceServiceRequest {
    let scope = ScopeSpans { scope: Some(scope()), spans, ..ScopeSpans::default() };
    let resource = ResourceSpans {
        resource: Some(resource.clone()),
        scope_spans: vec![scope],
        ..ResourceSpans::default()
    };
    ExportTraceServiceRequest { resource_spans: vec![resource] }
}

fn spans_of(request: ExportTraceServiceRequest) -> Vec<Span> {
    request.resource_spans.into_iter().flat_map(|of| of.scope_spans).flat_map(|of| of.spans).collect()
}
