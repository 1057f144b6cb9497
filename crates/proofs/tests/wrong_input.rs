//! Whatever goes wrong, the run ends in a record that says what and what to do, and the next run works.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tacit_proofs::{Program, World};
use tacit_record::{Progress, Run};
use tokio_util::sync::CancellationToken;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");

fn get(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

fn json_of(run: &Run) -> Value {
    serde_json::to_value(run).expect("records can be serialised")
}

async fn world() -> World {
    let mut world = World::new(SANDBOX).await;
    world.limits.script = Duration::from_millis(500);
    world
}

async fn run(world: &World, steps: Value, environment: Value) -> Value {
    json_of(&world.run(&Program { steps, environment }).await)
}

/// Every error that stands anywhere in `value`.
fn errors(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(fields) if fields.contains_key("code") && fields.contains_key("place") => vec![value],
        Value::Object(fields) => fields.values().flat_map(errors).collect(),
        Value::Array(items) => items.iter().flat_map(errors).collect(),
        _ => Vec::new(),
    }
}

/// Runs what goes wrong, then what does not.
async fn fails(world: &World, name: &str, steps: Value, environment: Value, code: &str, hint: &str) {
    let failed = run(world, steps, environment).await;
    assert_eq!(failed["result"], "fail", "{name}: {failed:#}");
    let found = errors(&failed);
    let expected = found.iter().find(|error| error["code"] == code);
    let error = expected.unwrap_or_else(|| panic!("{name}: no {code} in {found:#?}"));
    let said = error["hint"].as_str().unwrap_or_default();
    assert!(said.contains(hint), "{name}: {said}");
    assert!(error["place"].as_str().is_some_and(|place| !place.is_empty()), "{name}: {error}");
    let next = run(world, json!([get(json!({"before_scripts": ["log('fine')"]}))]), json!({})).await;
    assert_eq!(next["result"], "pass", "after {name}: {next:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_that_would_not_end() {
    let mut world = world().await;
    for (name, source, hint) in [
        ("endless loop", "for (;;) {}", "longer"),
        ("catastrophic expression", "/^(a+)+$/.test('a'.repeat(40) + 'b')", "longer"),
        ("memory bomb", "globalThis.keep = []; for (;;) keep.push('x'.repeat(1e6) + keep.length)", "memory"),
        ("deep recursion", "(function f() { f(); f(); })()", "deeply"),
        ("log flood", "for (;;) { log(new Array(10000).join('x')); }", "log less"),
    ] {
        // Only those that need it wait for the time to run out; a busy machine fills memory slowly.
        let endless = hint == "longer";
        world.limits.script = if endless { Duration::from_millis(500) } else { Duration::from_secs(20) };
        let began = Instant::now();
        for when in ["before_scripts", "scripts"] {
            fails(&world, name, json!([get(json!({when: [source]}))]), json!({}), "SCRIPT_LIMIT", hint).await;
        }
        fails(&world, name, json!([get(json!({}))]), json!({"script": source}), "SCRIPT_LIMIT", hint).await;
        assert!(began.elapsed() < Duration::from_secs(60), "{name} took {:?}", began.elapsed());
    }
    let thrown = json!([get(json!({"scripts": ["\n\nnull.x"]}))]);
    let failed = run(&world, thrown, json!({})).await;
    let error = errors(&failed)[0].clone();
    assert_eq!((&error["code"], &error["place"]), (&json!("SCRIPT_ERROR"), &json!("step script 1")));
    assert!(error["detail"]["shown"].as_str().is_some_and(|detail| detail.contains("line 3")), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_that_answer_too_much_or_nonsense() {
    let world = world().await;
    for (name, path, code, hint) in [
        ("a gigabyte", "/huge", "TOO_LARGE", "larger"),
        ("an announced gigabyte", "/huge-announced", "TOO_LARGE", "larger"),
        ("a bomb", "/bomb/gzip", "TOO_LARGE", "larger"),
        ("a redirect loop", "/loop", "REDIRECT_POLICY", "circle"),
        ("broken coding", "/broken/gzip", "PROTOCOL", "coding"),
        ("a closed connection", "/close", "PROTOCOL", "closed"),
        ("half a body", "/cut", "PROTOCOL", "before the body was complete"),
        ("a long header", "/long-header/300000", "TOO_LARGE", "headers"),
    ] {
        let steps = json!([get(json!({"url": format!("{{target}}{path}")}))]);
        fails(&world, name, steps, json!({}), code, hint).await;
    }
    for (name, url, code) in [
        ("nonsense", "nonsense", "URL"),
        ("nothing", "", "URL"),
        ("another scheme", "ftp://127.0.0.1/", "URL"),
        ("nobody there", "http://127.0.0.1:1/", "CONNECT"),
        ("no such host", "http://no-such-host.invalid/", "DNS"),
        ("a refused address", "http://169.254.169.254/", "EGRESS_POLICY"),
        ("an untrusted certificate", "{target_tls}/echo", "TLS"),
    ] {
        fails(&world, name, json!([get(json!({"url": url}))]), json!({}), code, "").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_whose_source_is_away_stops_only_what_uses_it() {
    let mut world =
        world().await.with("kept_elsewhere", "never-seen-Kq9/zX+4v").with("here", "seen-Kq9/zX+4v~tail");
    world.lose("kept_elsewhere");
    let uses = json!([get(json!({"headers": {"X-A": ["{{get_secret(kept_elsewhere)}}"]}}))]);
    fails(&world, "in a header", uses, json!({}), "SECRET_UNAVAILABLE", "could not be fetched").await;
    let uses = json!([get(json!({"before_scripts": ["get_secret('kept_elsewhere')"]}))]);
    fails(&world, "in a script", uses, json!({}), "SECRET_UNAVAILABLE", "could not be fetched").await;
    let other =
        run(&world, json!([get(json!({"headers": {"X-A": ["{{get_secret(here)}}"]}}))]), json!({})).await;
    assert_eq!(other["result"], "pass", "{other:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_opened_is_told_however_it_was_named() {
    let world = world().await.with("idle", "never-used-4711").with("hidden", "used-Kq9/zX+4v~tail");
    for source in [
        "request.headers['X-Key'] = [globalThis['get_' + 'secret']('hid' + 'den')]",
        "request.headers['X-Key'] = get\\u005fsecret('hidden')",
        "get_secret(['hid', 'den'].join(''))",
    ] {
        let steps = json!([
            get(json!({"before_scripts": [source]})),
            get(json!({"skipped": true, "headers": {"X-Key": ["{{get_secret(idle)}}"]}})),
        ]);
        let done = run(&world, steps, json!({})).await;
        assert_eq!(done["result"], "pass", "{source}: {done:#}");
        assert!(done.get("opened").is_none(), "{done:#}");
        assert_eq!(world.opened(), ["hidden"], "{source}");
    }
    run(&world, json!([get(json!({}))]), json!({})).await;
    assert!(world.opened().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_is_named_wherever_it_stands() {
    let world = world().await;
    let s = "{{get_secret(no_such_key)}}";
    let places = [
        ("url", json!({"url": format!("{{target}}/{s}")})),
        ("header", json!({"headers": {"X-A": [s]}})),
        ("body", json!({"method": "POST", "body": s})),
        ("form", json!({"method": "POST", "form": {"a": [s]}})),
        ("multipart", json!({"method": "POST", "multipart_form": [{"name": "a", "value": s}]})),
        ("user", json!({"auth": {"auth_type": "basic", "username": s, "password": "p"}})),
        ("password", json!({"auth": {"auth_type": "basic", "username": "u", "password": s}})),
        ("method", json!({"method": s})),
        (
            "assertion",
            json!({"assertions": [{"source": "response_text", "comparison": "equal", "value": s}]}),
        ),
        ("argument", json!({"headers": {"X-A": [format!("{{{{md5({s})}}}}")]}})),
        ("script", json!({"before_scripts": ["get_secret('no_such_key')"]})),
        ("later script", json!({"scripts": ["get_secret('no_such_key')"]})),
    ];
    let check = async |name: &str, steps: Value, environment: Value| {
        fails(&world, name, steps.clone(), environment.clone(), "SECRET_UNAVAILABLE", "no_such_key").await;
        fails(&world, name, steps, environment, "SECRET_UNAVAILABLE", "owner").await;
    };
    for (name, step) in places {
        check(name, json!([get(step)]), json!({})).await;
    }
    for environment in [
        json!({"headers": {"X-A": [s]}}),
        json!({"auth": {"auth_type": "basic", "username": "u", "password": s}}),
        json!({"initial_variables": {"v": s}}),
        json!({"script": "get_secret('no_such_key')"}),
    ] {
        check(&environment.to_string(), json!([get(json!({}))]), environment).await;
    }
    let condition = json!([{"step_type": "condition", "left_value": s, "comparison": "equal", "right_value": "1", "steps": []}]);
    check("condition", condition, json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_that_cannot_work() {
    let world = world().await;
    fails(
        &world,
        "unknown type",
        json!([{"step_type": "ghost-inspector"}]),
        json!({}),
        "INTERNAL",
        "skip the step",
    )
    .await;
    fails(
        &world,
        "undefined",
        json!([get(json!({"url": "{target}/{{nope}}"}))]),
        json!({}),
        "TEMPLATE",
        "nope",
    )
    .await;
    fails(
        &world,
        "no function",
        json!([get(json!({"headers": {"X": ["{{nope(1)}}"]}}))]),
        json!({}),
        "TEMPLATE",
        "nope",
    )
    .await;
    fails(
        &world,
        "bad argument",
        json!([get(json!({"headers": {"X": ["{{random_string(x)}}"]}}))]),
        json!({}),
        "TEMPLATE",
        "whole number",
    )
    .await;

    for (source, property, said) in [
        ("response_json", "a[", "JSON expression"),
        ("response_json", "a.b", "nothing was found"),
        ("response_xml", "/a", "not XML"),
        ("response_headers", "", "header"),
        ("response_headers", "X-Nope", "nothing was found"),
    ] {
        let step = get(json!({
            "url": "{target}/json",
            "assertions": [{"source": source, "property": property, "comparison": "equal", "value": "1"}],
            "variables": [{"name": "v", "source": source, "property": property}]}));
        let failed = run(&world, json!([step]), json!({})).await;
        assert_eq!(failed["result"], "fail", "{source} {property}");
        let step = &failed["steps"][0];
        for part in [&step["assertions"][0], &step["variables"][0]] {
            assert_eq!(part["passed"]["shown"], false, "{source} {property}: {part}");
            let error = part["error"]["shown"].as_str().unwrap_or_default();
            assert!(error.to_lowercase().contains(&said.to_lowercase()), "{source} {property}: {error}");
        }
    }
}

/// Runs until `moment` comes, then cancels.
async fn cancelled(
    world: &World,
    steps: Value,
    moment: impl Fn(&World, &Progress) -> bool + Send + Sync,
) -> (Value, Duration) {
    let cancel = CancellationToken::new();
    let began = Instant::now();
    let listen = |progress: Progress| {
        if moment(world, &progress) {
            cancel.cancel();
        }
    };
    let run = world.run_as(&Program { steps, environment: json!({}) }, None, &listen, cancel.clone()).await;
    (json_of(&run), began.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_ends_at_once() {
    let mut world = world().await;
    world.limits.script = Duration::from_secs(20);
    let started = |_: &World, progress: &Progress| matches!(progress, Progress::StepStarted { .. });
    for (name, step) in [
        ("pause", json!({"step_type": "pause", "duration": 60})),
        ("request", get(json!({"url": "{target}/slow?head=60000"}))),
        ("download", get(json!({"url": "{target}/slow?body=60000"}))),
        ("script", get(json!({"before_scripts": ["for (;;) {}"]}))),
    ] {
        let (run, took) = cancelled(&world, json!([step, get(json!({}))]), started).await;
        assert_eq!(run["result"], "canceled", "{name}: {run:#}");
        assert_eq!(run["steps"][1]["result"]["shown"], "canceled", "{name}");
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
        let next = self::run(&world, json!([get(json!({"before_scripts": ["log(1)"]}))]), json!({})).await;
        assert_eq!(next["result"], "pass", "after {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_takes_no_longer_than_it_may() {
    let mut world = world().await;
    for (name, step) in [
        ("pause", json!({"step_type": "pause", "duration": 60})),
        ("request", get(json!({"url": "{target}/slow?head=60000"}))),
        ("script", get(json!({"before_scripts": ["for (;;) {}"]}))),
    ] {
        world.limits.script = Duration::from_secs(20);
        world.limits.run = Duration::from_millis(700);
        let began = Instant::now();
        let run = run(&world, json!([step, get(json!({}))]), json!({})).await;
        assert!(began.elapsed() < Duration::from_secs(10), "{name} took {:?}", began.elapsed());
        assert_eq!(run["result"], "fail", "{name}: {run:#}");
        assert_eq!(run["steps"][1]["result"]["shown"], "skipped", "{name}: {run:#}");
        let errors = errors(&run["errors"]);
        assert_eq!(errors[0]["code"], "TIMEOUT", "{name}: {errors:#?}");
        assert!(errors[0]["hint"].as_str().is_some_and(|hint| hint.contains("split the test")));
    }
}
