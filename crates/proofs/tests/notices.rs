//! What channels send of a run that used a secret holds no trace of it, and does not tell two values apart.

use serde_json::{Value, json};
use tacit_notify::{
    Change, ChannelSettings, DeliveryRecord, Idempotency, Links, Location, Named, Notice, Preview,
    RunSummary, Tell,
};
use tacit_proofs::{Program, World, stored, traces};
use tacit_record::StoredRun;
use tacit_spec::BucketKey;
use tacit_testkit::target::Target;
use tacit_wire::{Wire, WireConfig};
use uuid::Uuid;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
/// An ordinary variable, which the webhook is meant to send.
const CONTROL: &str = "ordinary-Vt5-value";
const CANARIES: &[&str] = &["s3cr3t-Kq9zX4v-tail", "p@ss w0rd/+&=?#%<>\"'\\{}", "1234567890123456"];
const TWINS: [&str; 2] = ["a1b2c3d4e5f6g7h8", "zzzz-9999-yyyy-0"];

/// Ways of using a secret, and of failing with it.
fn programs() -> Vec<(&'static str, Program)> {
    let s = "{{get_secret(key)}}";
    let one = |extra: Value| {
        let mut step =
            json!({"step_type": "request", "method": "GET", "url": "{target}/echo", "note": "a note"});
        step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        Program { steps: json!([step]), environment: json!({"initial_variables": {"control": CONTROL}}) }
    };
    let expects = |value: &str| json!([{"source": "response_text", "comparison": "equal", "value": value}]);
    let script = |source: &str| json!({"before_scripts": [source]});
    let mut variables = one(json!({"headers": {"X-Key": ["{{copy}}"]}}));
    variables.environment["initial_variables"]["copy"] = json!(s);
    vec![
        ("header", one(json!({"headers": {"X-Key": [s]}}))),
        ("query", one(json!({"url": format!("{{target}}/echo?k={s}")}))),
        ("path", one(json!({"url": format!("{{target}}/status/{s}")}))),
        ("variable", variables),
        ("failed assertion", one(json!({"headers": {"X-Key": [s]}, "assertions": expects("no")}))),
        ("assertion on the secret", one(json!({"assertions": expects(s)}))),
        (
            "extraction",
            one(
                json!({"headers": {"X-Key": [s]}, "variables": [{"name": "all", "source": "response_text"}]}),
            ),
        ),
        ("exception", one(script("throw new Error(get_secret('key'));"))),
        (
            "script variable",
            one(script("variables.set('mine', btoa(get_secret('key'))); log(get_secret('key'));")),
        ),
        ("nobody listens", one(json!({"url": format!("http://127.0.0.1:1/{s}")}))),
        ("bad host", one(json!({"url": format!("http://{s}.invalid/")}))),
        ("untrusted", one(json!({"url": format!("{{target_tls}}/?k={s}")}))),
        ("not a URL", one(json!({"url": s}))),
    ]
}

fn channels(endpoint: &str) -> Vec<Value> {
    vec![
        json!({"kind": "webhook", "url": endpoint}),
        json!({"kind": "slack", "url": endpoint}),
        json!({"kind": "teams", "url": endpoint}),
        json!({"kind": "discord", "url": endpoint}),
        json!({"kind": "telegram", "token": "t", "chat": "1", "endpoint": endpoint}),
        json!({"kind": "pagerduty", "routing_key": "r", "endpoint": endpoint}),
        json!({"kind": "opsgenie", "api_key": "k", "endpoint": endpoint}),
        json!({"kind": "splunk_on_call", "api_key": "k", "routing_key": "r", "endpoint": endpoint}),
        json!({"kind": "datadog", "api_key": "k", "endpoint": endpoint}),
        json!({"kind": "alertmanager", "url": endpoint}),
        json!({"kind": "email", "host": "127.0.0.1", "from": "a@example.com", "to": ["b@example.com"]}),
    ]
}

fn wire() -> Wire {
    let loopback = "127.0.0.0/8".parse().expect("a constant");
    Wire::new(WireConfig { allow_egress: vec![loopback], ..WireConfig::default() })
}

fn notice(run: &StoredRun, change: Change) -> Notice {
    let summary = RunSummary {
        team: Named { id: Uuid::from_u128(1).into(), name: "team".into() },
        bucket: Named { id: BucketKey("abcdefghijkl".into()), name: "bucket".into() },
        test: Named { id: Uuid::from_u128(2).into(), name: "proof".into() },
        environment: Some(Named { id: Uuid::from_u128(3).into(), name: "proofs".into() }),
        run: Uuid::from_u128(4).into(),
        location: Location::Region { code: "here".into(), name: "Here".into() },
        trigger_url: None,
    };
    let tell = Tell { change, failures_in_a_row: 1, failing_since: Some(0) };
    Notice::of_run(&summary, run, &tell, &Links::new("https://tacit.example.com").expect("a constant"))
}

/// The record as it is read back, with what was measured the same in every run.
fn read_back(saved: &str) -> StoredRun {
    let mut record: Value = serde_json::from_str(saved).expect("it was saved");
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
                    _ => settle(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

fn previews(run: &StoredRun) -> Vec<Preview> {
    let mut all = Vec::new();
    for change in Change::ALL {
        let notice = notice(run, change);
        for settings in channels("https://receiver.example.com") {
            let settings = ChannelSettings::read(&settings.to_string()).expect("they are right");
            let channel = settings.open(wire()).expect("they are right");
            all.push(channel.preview(&notice));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_sent_or_logged_holds_a_trace() {
    let mut world = World::new(SANDBOX).await.with("key", CANARIES[0]);
    let receiver = Target::http().await;
    let mut found = Vec::new();
    let mut controls = 0;
    for canary in CANARIES {
        world.set("key", canary);
        for (name, program) in programs() {
            let run = read_back(&stored(&world.run(&program).await));
            let mut texts = vec![serde_json::to_string(&previews(&run)).expect("previews are data")];
            for (settings, path) in
                channels(&receiver.url("/echo")).iter().zip(["/echo", "/status/500"].into_iter().cycle())
            {
                let settings = settings.to_string().replace("/echo", path);
                let channel = ChannelSettings::read(&settings).expect("they are right").open(wire());
                let channel = channel.expect("they are right");
                let key = Idempotency::new("msg_1", 1_700_000_000).expect("a constant");
                let result = channel.deliver(&notice(&run, Change::Failed), &key).await;
                let record = DeliveryRecord::of(channel.kind(), &key, 1, &result);
                texts.push(serde_json::to_string(&record).expect("records are data"));
                texts.push(format!("{result:?}"));
            }
            for text in &texts {
                for form in traces::find(text.as_bytes(), canary) {
                    found.push(format!("{name}: {form} of {canary}"));
                }
            }
            controls += usize::from(!traces::find(texts[0].as_bytes(), CONTROL).is_empty());
        }
    }
    for seen in receiver.seen() {
        let headers =
            seen.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
        let all = [seen.path.as_bytes(), headers.as_bytes(), &seen.body].concat();
        for canary in CANARIES {
            found.extend(
                traces::find(&all, canary).iter().map(|form| format!("received: {form} of {canary}")),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(
        receiver.seen().len() >= 10 * CANARIES.len() * programs().len(),
        "every channel over HTTP was heard"
    );
    assert!(controls > CANARIES.len() * programs().len() / 2, "the search finds what is shown: {controls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_values_of_equal_length_send_the_same_messages() {
    let mut world = World::new(SANDBOX).await.with("key", TWINS[0]);
    for (name, program) in programs() {
        let mut sent = Vec::new();
        for value in TWINS {
            world.set("key", value);
            sent.push(previews(&read_back(&stored(&world.run(&program).await))));
        }
        assert_eq!(sent[0], sent[1], "{name}");
    }
}
