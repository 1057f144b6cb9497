//! What spans tell of records.

use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use serde_json::{Value, json};
use tacit_record::StoredRun;
use tacit_spec::{BucketKey, EnvironmentId, Place, RunId, TeamId, TestId};
use uuid::Uuid;

use super::*;

fn subject() -> Subject {
    Subject {
        run: RunId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001)),
        team: TeamId(Uuid::from_u128(1)),
        bucket: BucketKey("9th6cm2pdypq".into()),
        bucket_name: "shop".into(),
        test: TestId(Uuid::from_u128(2)),
        test_name: "Orders {{get_secret(api_key)}}".into(),
        environment: Some(EnvironmentId(Uuid::from_u128(3))),
        environment_name: "Production".into(),
        place: Place::Region("us1".into()),
        source: "scheduled",
    }
}

fn hop(status: &Value, timings: &Value) -> Value {
    json!({
        "request": {"hidden": "secret_sent"}, "status": status, "response": {"hidden": "secret_sent"},
        "timings": timings, "sizes": {"hidden": "secret_sent"},
        "connection": {"shown": {"remote": "127.0.0.1:1", "protocol": "HTTP/1.1", "tls": null}},
    })
}

fn took(ms: f64) -> Value {
    json!({"shown": {"dns": null, "connect": null, "tls": null, "send": null, "wait": null, "download": null,
        "total": ms}})
}

fn step(place: &str, start: &Value, hops: &[Value], steps: &[Value]) -> Value {
    let tally = json!({"defined": 0, "passed": 0, "failed": 0});
    json!({
        "id": null, "step_type": "request", "place": place, "note": "", "method": "POST",
        "url": "https://user:pass@api.example.com/{{id}}?key={{get_secret(api_key)}}",
        "result": {"shown": "fail"}, "secrets": ["api_key"], "start_ms": start, "hops": hops, "assertions": [],
        "variables": [], "scripts": [], "errors": "absent", "condition": null, "steps": steps,
        "counters": {"requests_executed": 1, "assertions": tally, "variables": tally, "scripts": tally},
    })
}

fn record(steps: &[Value]) -> StoredRun {
    let tally = json!({"defined": 0, "passed": 0, "failed": 0});
    serde_json::from_value(json!({
        "result": "fail", "started_at": 1_000_000, "finished_at": 2_000_000, "response_time_ms": null,
        "initial_variables": [], "variables": [], "steps": steps,
        "counters": {"requests_executed": 1, "assertions": tally, "variables": tally, "scripts": tally},
        "errors": [], "secrets": ["api_key"], "withheld": false,
    }))
    .expect("it has the shape of a record")
}

fn named<'a>(span: &'a Span, name: &str) -> Option<&'a Any> {
    let found = span.attributes.iter().find(|attribute| attribute.key == name);
    found.and_then(|attribute| attribute.value.as_ref()?.value.as_ref())
}

fn text_of(value: &str) -> Any {
    Any::StringValue(value.to_owned())
}

#[test]
fn a_run_has_its_steps_and_they_their_requests() {
    let hops = [hop(&json!({"shown": 302}), &took(10.5)), hop(&json!({"shown": 500}), &took(20.0))];
    let all = spans(&subject(), &record(&[step("1", &json!({"shown": 100.0}), &hops, &[])]));
    let [run, step, first, second] = &all[..] else { panic!("{} spans", all.len()) };
    assert!(all.iter().all(|span| span.trace_id == subject().run.0.as_bytes()));
    assert!(run.parent_span_id.is_empty());
    assert_eq!((&step.parent_span_id, &first.parent_span_id), (&run.span_id, &step.span_id));
    assert_eq!(second.parent_span_id, step.span_id);
    assert_eq!((run.start_time_unix_nano, run.end_time_unix_nano), (1_000_000_000, 2_000_000_000));
    assert_eq!((step.start_time_unix_nano, step.end_time_unix_nano), (1_100_000_000, 1_130_500_000));
    assert_eq!(second.start_time_unix_nano, first.end_time_unix_nano);
    assert_eq!(named(run, "tacit.test.id"), Some(&text_of(&subject().test.to_string())));
    assert_eq!(named(run, "tacit.run.result"), Some(&text_of("fail")));
    assert_eq!(run.status.as_ref().map(|status| status.code), Some(i32::from(Error)));
    assert_eq!(named(first, "http.request.method"), Some(&text_of("POST")));
    assert_eq!(named(first, "url.template"), Some(&text_of("https://api.example.com/{{id}}")));
    assert_eq!(named(first, "http.response.status_code"), Some(&Any::IntValue(302)));
    assert_eq!(named(first, "network.protocol.version"), Some(&text_of("1.1")));
    assert_eq!(first.name, "POST https://api.example.com/{{id}}");
    // After a redirect, neither is as written.
    assert_eq!(named(second, "http.request.method"), Some(&text_of("_OTHER")));
    assert_eq!((named(second, "url.template"), second.name.as_str()), (None, "_OTHER"));
    assert_eq!(named(second, "http.request.resend_count"), Some(&Any::IntValue(1)));
    assert_eq!(second.status.as_ref().map(|status| status.code), Some(i32::from(Error)));
    for span in &all {
        for attribute in &span.attributes {
            assert!(
                !["url.full", "url.query", "url.path", "server.address"].contains(&attribute.key.as_str())
            );
        }
    }
}

#[test]
fn steps_that_hide_their_time_have_no_span_and_neither_have_those_inside() {
    let hidden = json!({"hidden": "script_saw_secret"});
    let shown = step("1.1", &json!({"shown": 1.0}), &[hop(&json!({"shown": 200}), &took(1.0))], &[]);
    let steps = [
        step("1", &hidden, &[hop(&hidden, &hidden)], std::slice::from_ref(&shown)),
        step("2", &json!({"shown": 5.0}), &[hop(&hidden, &hidden)], &[]),
        // It sent nothing, so nothing tells how long it took.
        step("3", &json!({"shown": 6.0}), &[], &[]),
        step("4", &json!({"shown": 7.0}), &[], &[shown]),
    ];
    let all = spans(&subject(), &record(&steps));
    let names: Vec<_> = all.iter().map(|span| span.name.as_str()).collect();
    let told =
        ["Orders {{get_secret(api_key)}}", "request 4", "request 1.1", "POST https://api.example.com/{{id}}"];
    assert_eq!(names, told);
    let ids: std::collections::HashSet<_> = all.iter().map(|span| &span.span_id).collect();
    assert_eq!(ids.len(), all.len());
}

#[test]
fn a_hidden_status_is_not_told() {
    let hidden = json!({"hidden": "script_saw_secret"});
    let all =
        spans(&subject(), &record(&[step("1", &json!({"shown": 1.0}), &[hop(&hidden, &took(1.0))], &[])]));
    assert_eq!(named(&all[2], "http.response.status_code"), None);
    assert_eq!(all[2].status.as_ref().map(|status| status.code), Some(i32::from(Unset)));
}

#[test]
fn many_steps_do_not_fill_the_buffer() {
    let one = |place: usize| {
        step(&place.to_string(), &json!({"shown": 1.0}), &[hop(&json!({"shown": 200}), &took(1.0))], &[])
    };
    let steps: Vec<_> = (0..2 * MOST).map(one).collect();
    assert!(spans(&subject(), &record(&steps)).len() <= MOST + 1);
}
