//! What a collector gets of a run that used a secret holds no trace of it, and does not tell two values apart.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tacit_numbers::Subject;
use tacit_proofs::{Program, World, stored, traces};
use tacit_record::StoredRun;
use tacit_spec::{BucketKey, EnvironmentId, Place, RunId, TeamId, TestId};
use tacit_telemetry::{Exporter, ExporterNumbers, Headers, OtlpEndpoint, OtlpSettings, Source};
use tacit_testkit::target::Target;
use tacit_wire::{Wire, WireConfig};
use uuid::Uuid;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
/// A part of the path as it is written in the definition, which spans are meant to tell.
const CONTROL: &str = "ordinary-Vt5-path";
const CANARIES: &[&str] = &["s3cr3t-Kq9zX4v-tail", "p@ss w0rd/+&=?#%<>\"'\\{}", "1234567890123456"];
const TWINS: [&str; 2] = ["a1b2c3d4e5f6g7h8", "zzzz-9999-yyyy-0"];

/// Ways of using a secret, and of failing with it; each also asks for the control.
fn programs() -> Vec<(&'static str, Program)> {
    let s = "{{get_secret(key)}}";
    let control =
        json!({"step_type": "request", "method": "GET", "url": format!("{{target}}/echo/{CONTROL}")});
    let one = |extra: Value| {
        let mut step =
            json!({"step_type": "request", "method": "GET", "url": "{target}/echo", "note": "a note"});
        step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        Program { steps: json!([control, step]), environment: json!({}) }
    };
    let script = |source: &str| json!({"before_scripts": [source]});
    let inner = json!({"step_type": "request", "method": "GET", "url": "{target}/echo/inner"});
    let condition = json!({"step_type": "condition", "left_value": s, "comparison": "equal", "right_value": TWINS[0],
        "steps": [inner]});
    let conditional = Program { steps: json!([control, condition]), environment: json!({}) };
    vec![
        ("header", one(json!({"headers": {"X-Key": [s]}}))),
        ("query", one(json!({"url": format!("{{target}}/echo?k={s}")}))),
        ("path", one(json!({"url": format!("{{target}}/status/{s}")}))),
        ("redirect", one(json!({"url": format!("{{target}}/redirect-to?to=/echo/{s}")}))),
        ("method", one(json!({"method": s}))),
        ("exception", one(script("throw new Error(get_secret('key'));"))),
        ("script", one(script("request.url = request.url + '/' + btoa(get_secret('key'));"))),
        ("nobody listens", one(json!({"url": format!("http://127.0.0.1:1/{s}")}))),
        ("bad host", one(json!({"url": format!("http://{s}.invalid/")}))),
        ("user", one(json!({"url": format!("http://{s}:{s}@127.0.0.1/")}))),
        ("not a URL", one(json!({"url": s}))),
        ("condition", conditional),
    ]
}

/// Everything a collector gets of the record.
async fn exported(run: &StoredRun) -> Vec<u8> {
    let target = Target::http().await;
    let opened = "127.0.0.0/8".parse().expect("a constant");
    let wire = Wire::new(WireConfig { allow_egress: vec![opened], ..WireConfig::default() });
    let settings = OtlpSettings {
        endpoint: OtlpEndpoint::parse(&target.url("/echo")).expect("a constant"),
        headers: Headers::default(),
        interval: Duration::from_secs(3600),
        instance: Uuid::nil(),
    };
    let source = Source { families: Box::new(Vec::new), now: Box::new(|| 0) };
    let exporter = Exporter::start(settings, wire, source, Arc::new(ExporterNumbers::new()));
    let subject = Subject {
        run: RunId(Uuid::from_u128(4)),
        team: TeamId(Uuid::from_u128(1)),
        bucket: BucketKey("abcdefghijkl".into()),
        bucket_name: "bucket".into(),
        test: TestId(Uuid::from_u128(2)),
        test_name: "proof".into(),
        environment: Some(EnvironmentId(Uuid::from_u128(3))),
        environment_name: "proofs".into(),
        place: Place::Region("here".into()),
        source: "manual",
    };
    exporter.record(&subject, run);
    exporter.finish().await;
    let bodies: Vec<_> = target.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies.len(), 1, "the spans of a run are one request");
    bodies.concat()
}

/// The record as it is read back, with what was measured the same in every run, and the target at the same port.
fn read_back(saved: &str, target: &Target) -> StoredRun {
    let saved = saved.replace(&target.address().to_string(), "127.0.0.1:1234");
    let mut record: Value = serde_json::from_str(&saved).expect("it was saved");
    settle(&mut record);
    serde_json::from_value(record).expect("it keeps its shape")
}

fn settle(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match (name.as_str(), field.is_number()) {
                    ("started_at" | "finished_at", true) => *field = json!(1_700_000_000_000_000_i64),
                    ("response_time_ms" | "total", true) => *field = json!(1.0),
                    ("start_ms", false) if field.get("shown").is_some() => *field = json!({"shown": 1.0}),
                    _ => settle(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_hold_no_trace_of_a_secret() {
    let mut world = World::new(SANDBOX).await;
    let mut found = Vec::new();
    for redact in [false, true] {
        for canary in CANARIES {
            world.set("key", canary);
            if redact {
                world.redact("key");
            }
            for (name, program) in programs() {
                let run = world.run(&program).await;
                let told = exported(&read_back(&stored(&run), &world.target)).await;
                for form in traces::find(&told, canary) {
                    found.push(format!("{name} ({canary}, redact {redact}): {form}"));
                }
                assert!(traces::find(&told, CONTROL).contains(&"plain"), "{name}: the control is not there");
                assert!(
                    traces::find(&told, "get_secret(key)").is_empty(),
                    "{name}: the secret's name is told"
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn spans_do_not_tell_two_values_apart() {
    let mut world = World::new(SANDBOX).await;
    let mut different = Vec::new();
    for (name, program) in programs() {
        let mut told = Vec::new();
        for value in TWINS {
            world.set("key", value);
            let run = world.run(&program).await;
            told.push(exported(&read_back(&stored(&run), &world.target)).await);
        }
        if told[0] != told[1] {
            different.push(name);
        }
    }
    assert!(different.is_empty(), "{different:?}");
}
