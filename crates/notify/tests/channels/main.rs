//! Every channel against a receiver on loopback: what each vendor documents is checked by hand.

mod email;
mod refusals;
mod vendors;
mod webhook;

use serde_json::{Value, json};
use tacit_notify::{
    Change, Channel, ChannelSettings, Idempotency, Links, Location, Named, Notice, RunSummary, Tell,
};
use tacit_record::StoredRun;
use tacit_testkit::target::{Seen, Target};
use tacit_wire::{Wire, WireConfig};
use uuid::Uuid;

/// A credential in each place that takes one.
const KEY: &str = "canary-9f27c1-credential";

fn wire() -> Wire {
    Wire::new(WireConfig {
        allow_egress: vec!["127.0.0.0/8".parse().expect("a constant")],
        ..WireConfig::default()
    })
}

fn open(settings: &Value) -> Box<dyn Channel> {
    let settings = ChannelSettings::read(&settings.to_string());
    settings.ok().and_then(|settings| settings.open(wire()).ok()).expect("the settings are right")
}

fn key() -> Idempotency {
    Idempotency::new("msg_0192", 1_700_000_000).expect("a constant")
}

fn links() -> Links {
    Links::new("https://tacit.example.com/").expect("a constant")
}

fn tally(defined: u32, passed: u32, failed: u32) -> Value {
    json!({"defined": defined, "passed": passed, "failed": failed})
}

fn step(place: &str, url: &str, result: Value, status: Value) -> Value {
    let counters = json!({
        "requests_executed": 1, "assertions": tally(1, 0, 1), "variables": tally(0, 0, 0), "scripts": tally(0, 0, 0),
    });
    json!({
        "id": null, "step_type": "request", "place": place, "note": "", "method": "GET", "url": url,
        "result": result, "secrets": ["api_key"], "start_ms": {"shown": 0.0},
        "hops": [{
            "request": {"hidden": "secret_sent"}, "status": status, "response": {"hidden": "secret_sent"},
            "timings": {"shown": {"dns": null, "connect": null, "tls": null, "send": null, "wait": null, "download": null, "total": 1006.4}},
            "sizes": {"hidden": "secret_sent"}, "connection": "absent",
        }],
        "assertions": [], "variables": [], "scripts": [], "errors": "absent", "condition": null, "steps": [],
        "counters": counters,
    })
}

/// A saved run of two steps that failed.
fn record() -> Value {
    json!({
        "result": "fail", "started_at": 1_595_708_175_988_773_i64, "finished_at": 1_595_708_188_358_726_i64,
        "response_time_ms": 2012.8,
        "initial_variables": [{"name": "host", "value": {"shown": "api.example.com"}}],
        "variables": [
            {"name": "token", "value": {"hidden": "secret_sent"}},
            {"name": "note", "value": {"shown": "Bearer [secret:api_key]"}},
        ],
        "steps": [
            step("1", "https://api.example.com/<a>?k={{get_secret(api_key)}}", json!({"shown": "fail"}), json!({"shown": 503})),
            step("2", "https://api.example.com/two", json!({"hidden": "script_saw_secret"}), json!({"hidden": "script_saw_secret"})),
        ],
        "counters": {
            "requests_executed": 2, "assertions": tally(3, 1, 1), "variables": tally(0, 0, 0), "scripts": tally(0, 0, 0),
        },
        "errors": [], "secrets": ["api_key"], "withheld": false,
    })
}

fn stored(record: &Value) -> StoredRun {
    serde_json::from_value(record.clone()).expect("it has the shape of a record")
}

fn summary() -> RunSummary {
    RunSummary {
        team: Named { id: Uuid::from_u128(1).into(), name: "The *Team*".into() },
        bucket: Named { id: tacit_spec::BucketKey("9th6cm2pdypq".into()), name: "shop".into() },
        test: Named {
            id: Uuid::from_u128(2).into(),
            name: "Orders <!channel> & @everyone [x](http://evil)".into(),
        },
        environment: Some(Named { id: Uuid::from_u128(3).into(), name: "Production".into() }),
        run: Uuid::from_u128(4).into(),
        location: Location::Region { code: "us2".into(), name: "US California".into() },
        trigger_url: None,
    }
}

fn tell(change: Change) -> Tell {
    Tell { change, failures_in_a_row: 3, failing_since: Some(1_595_708_000_000_000) }
}

fn notice(change: Change) -> Notice {
    Notice::of_run(&summary(), &stored(&record()), &tell(change), &links())
}

/// Delivers to a target that answers `status`, and gives what the target received.
async fn received(settings: impl FnOnce(&Target) -> Value, change: Change) -> Seen {
    let target = Target::http().await;
    let channel = open(&settings(&target));
    let delivered = channel.deliver(&notice(change), &key()).await;
    delivered.expect("the target takes everything");
    let mut seen = target.seen();
    assert_eq!(seen.len(), 1, "one message is one request");
    let seen = seen.remove(0);
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    seen
}

fn body(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).expect("a message is JSON")
}
