//! The exporter against a receiver that reads with the protocol's own library.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    time::{Duration, Instant},
};

use opentelemetry_proto::tonic::{
    collector::{metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest},
    metrics::v1::{metric::Data, number_data_point::Value as Point},
};
use prost::Message;
use serde_json::json;
use tacit_numbers::{About, Counters, Family, Subject, Text, Value};
use tacit_record::StoredRun;
use tacit_spec::{BucketKey, Place, RunId, TeamId, TestId};
use tacit_telemetry::{Exporter, ExporterNumbers, Headers, OtlpEndpoint, OtlpSettings, Source};
use tacit_testkit::target::{Seen, Target};
use tacit_wire::{Wire, WireConfig};
use uuid::Uuid;

const CREDENTIAL: &str = "Bearer canary-7d1f-credential";

struct Sent {
    exporter: Exporter,
    numbers: Arc<ExporterNumbers>,
}

impl Sent {
    fn to(base: &str, opened: &[&str], interval: Duration) -> Self {
        let allow_egress = opened.iter().map(|range| range.parse().unwrap()).collect();
        let wire = Wire::new(WireConfig { allow_egress, ..WireConfig::default() });
        let settings = OtlpSettings {
            endpoint: OtlpEndpoint::parse(base).unwrap(),
            headers: Headers::read(&format!("Authorization: {CREDENTIAL}")).ok().unwrap(),
            interval,
            instance: Uuid::from_u128(7),
        };
        let runs = Counters::new(About::counter("tacit_runs", "Runs.", &["result"]));
        runs.add([Text::word("pass")], 3);
        let source = Source { families: Box::new(move || vec![runs.family()]), now: Box::new(|| 1_000_000) };
        let numbers = Arc::new(ExporterNumbers::new());
        let exporter = Exporter::start(settings, wire, source, Arc::clone(&numbers));
        Self { exporter, numbers }
    }

    fn count(&self, name: &str, labels: &[&str]) -> u64 {
        let families: Vec<Family> = self.numbers.families();
        let family = families.into_iter().find(|family| family.about.name() == name).unwrap();
        let has = |sample: &tacit_numbers::Sample| {
            labels.iter().all(|label| sample.labels.pairs().iter().any(|(_, value)| value.as_str() == *label))
        };
        let of = |sample: &tacit_numbers::Sample| match sample.value {
            Value::Count(count) => count,
            _ => 0,
        };
        family.samples.iter().filter(|sample| has(sample)).map(of).sum()
    }

    fn run(&self, number: u128) {
        let subject = Subject {
            run: RunId(Uuid::from_u128(number)),
            team: TeamId(Uuid::nil()),
            bucket: BucketKey("b".into()),
            bucket_name: "shop".into(),
            test: TestId(Uuid::nil()),
            test_name: format!("run {number}"),
            environment: None,
            environment_name: "e".into(),
            place: Place::Region("us1".into()),
            source: "manual",
        };
        self.exporter.record(&subject, &record());
    }
}

fn record() -> StoredRun {
    let tally = json!({"defined": 0, "passed": 0, "failed": 0});
    serde_json::from_value(json!({
        "result": "pass", "started_at": 1_000_000, "finished_at": 2_000_000, "response_time_ms": null,
        "initial_variables": [], "variables": [], "steps": [], "errors": [], "secrets": [], "withheld": false,
        "counters": {"requests_executed": 1, "assertions": tally, "variables": tally, "scripts": tally},
    }))
    .unwrap()
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn of(target: &Target, signal: &str) -> Vec<Seen> {
    let all = target.seen();
    all.into_iter().filter(|seen| seen.path.ends_with(&format!("/v1/{signal}"))).collect()
}

fn names(target: &Target) -> Vec<String> {
    let requests = of(target, "traces").into_iter();
    let read = requests.map(|seen| ExportTraceServiceRequest::decode(seen.body).unwrap());
    let spans = read.flat_map(|request| request.resource_spans).flat_map(|of| of.scope_spans);
    spans.flat_map(|of| of.spans).map(|span| span.name).collect()
}

const LOOPBACK: &[&str] = &["127.0.0.0/8"];
const OFTEN: Duration = Duration::from_millis(50);
const NEVER: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn numbers_come_again_and_again() {
    let target = Target::http().await;
    let sent = Sent::to(&target.url("/echo/"), LOOPBACK, OFTEN);
    until("numbers arrive", || of(&target, "metrics").len() >= 3).await;
    let seen = of(&target, "metrics").remove(0);
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/echo/v1/metrics"));
    assert_eq!(seen.header("content-type"), Some("application/x-protobuf"));
    assert_eq!(seen.header("authorization"), Some(CREDENTIAL));
    let request = ExportMetricsServiceRequest::decode(seen.body).unwrap();
    let of_scope = &request.resource_metrics[0].scope_metrics[0];
    let metric = &of_scope.metrics[0];
    assert_eq!(metric.name, "tacit.runs");
    let Some(Data::Sum(sum)) = &metric.data else { panic!("a counter is a sum") };
    assert!(sum.is_monotonic);
    assert_eq!(sum.data_points[0].value, Some(Point::AsInt(3)));
    assert_eq!(sum.data_points[0].time_unix_nano, 1_000_000_000);
    sent.exporter.finish().await;
    assert!(sent.count("tacit_otlp_exports_total", &["metrics", "taken"]) >= 3);
    assert_eq!(sent.count("tacit_otlp_exports_total", &["failed"]), 0);
}

#[tokio::test]
async fn what_is_left_is_sent_at_the_end() {
    let target = Target::http().await;
    let sent = Sent::to(&target.url("/echo"), LOOPBACK, NEVER);
    for number in 1..=2500 {
        sent.run(number);
    }
    sent.exporter.finish().await;
    let names = names(&target);
    assert_eq!(names.len(), 2500);
    assert_eq!(names[2499], "run 2500");
    assert_eq!(of(&target, "metrics").len(), 1);
    assert_eq!(sent.count("tacit_otlp_spans_total", &[]), 2500);
}

#[tokio::test]
async fn a_collector_that_was_away_gets_what_it_missed() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address: SocketAddr = free.local_addr().unwrap();
    drop(free);
    let sent = Sent::to(&format!("http://{address}/echo"), LOOPBACK, NEVER);
    for number in 0..1024 {
        sent.run(number);
    }
    until("it tries", || sent.count("tacit_otlp_exports_total", &["traces", "failed"]) > 0).await;
    let target = Target::http_at(address).await;
    until("it arrives", || names(&target).len() == 1024).await;
    assert_eq!(names(&target)[0], "run 0");
    sent.exporter.finish().await;
    assert_eq!(sent.count("tacit_otlp_spans_dropped_total", &[]), 0);
}

#[tokio::test]
async fn nothing_piles_up_before_a_collector_that_stays_away() {
    let target = Target::http().await;
    // Loopback is not opened: the guard is in the way.
    let sent = Sent::to(&target.url("/echo"), &[], OFTEN);
    for number in 0..20_000 {
        sent.run(number);
    }
    assert_eq!(sent.count("tacit_otlp_spans_dropped_total", &[]), 20_000 - 16_384);
    until("it tries", || {
        ["metrics", "traces"]
            .iter()
            .all(|signal| sent.count("tacit_otlp_exports_total", &[signal, "failed"]) > 0)
    })
    .await;
    let begun = Instant::now();
    sent.exporter.finish().await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(target.seen().is_empty() && target.connections() == 0);
}

#[tokio::test]
async fn what_is_refused_is_not_sent_again() {
    let target = Target::http().await;
    // Anything below it is a wrong request.
    let sent = Sent::to(&target.url("/status"), LOOPBACK, NEVER);
    for number in 0..1024 {
        sent.run(number);
    }
    until("they are dropped", || sent.count("tacit_otlp_spans_dropped_total", &[]) == 1024).await;
    assert_eq!(of(&target, "traces").len(), 1);
    sent.exporter.finish().await;
}
