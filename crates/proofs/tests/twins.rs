//! Twin runs: the same program with two values of equal length leaves the same public record.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, comparable};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const ONE: &str = "a1b2c3d4e5f6g7h8";
const TWO: &str = "zzzz-9999-yyyy-0";

fn get(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

/// Programs that do their best to tell the two values apart. Every one ends with the same verdict for both.
fn programs() -> Vec<(&'static str, Program)> {
    let program = |steps: Value, environment: Value| Program { steps, environment };
    let key = r#"get_secret("key")"#;
    let branch = |yes: &str, no: &str| format!("if ({key}[0] === \"a\") {{ {yes} }} else {{ {no} }}");
    vec![
        ("header", program(json!([get(json!({"headers": {"X-Key": ["{{get_secret(key)}}"]}}))]), json!({}))),
        ("query", program(json!([get(json!({"url": "{target}/echo?key={{get_secret(key)}}"}))]), json!({}))),
        (
            "basic credentials",
            program(
                json!([get(
                    json!({"auth": {"auth_type": "basic", "username": "u", "password": "{{get_secret(key)}}"}})
                )]),
                json!({}),
            ),
        ),
        (
            "digest in a variable",
            program(
                json!([get(json!({"headers": {"X-Sum": ["{{sha256({{key}})}}"]}})), get(json!({}))]),
                json!({"initial_variables": {"key": "{{get_secret(key)}}", "sum": "{{sha256({{get_secret(key)}})}}"}}),
            ),
        ),
        (
            "a script branches and logs",
            program(
                json!([get(json!({"before_scripts": [branch("log('one')", "log('two'); log('three')")]}))]),
                json!({}),
            ),
        ),
        (
            "a script branches and sets different variables",
            program(
                json!([
                    get(json!({"scripts": [branch("variables.set('x', '1')", "variables.set('y', '2')")]})),
                    get(json!({})),
                ]),
                json!({}),
            ),
        ),
        (
            "a script branches and edits the response",
            program(json!([get(json!({"scripts": [branch("response.body = 'seen'", "")]}))]), json!({})),
        ),
        (
            "a script branches and changes the URL",
            program(
                json!([
                    get(json!({"before_scripts": [branch("request.url = request.url + '?a=1'", "")]})),
                    get(json!({}))
                ]),
                json!({}),
            ),
        ),
        (
            "an initial script branches",
            program(
                json!([get(json!({}))]),
                json!({"script": branch("variables.set('a', 'b'); log('x')", "log('y')")}),
            ),
        ),
        (
            "a condition holds for one",
            program(
                json!([
                    {"step_type": "condition", "left_value": "{{get_secret(key)}}", "comparison": "contains",
                     "right_value": "a1", "steps": [get(json!({
                        "variables": [{"name": "inner", "source": "response_json", "property": "path"}],
                        "scripts": ["variables.set('from_inside', '1'); log('inside')"]}))]},
                    get(json!({})),
                ]),
                json!({"preserve_cookies": true}),
            ),
        ),
        (
            "a condition inside a condition",
            program(
                json!([
                    {"step_type": "condition", "left_value": "{{get_secret(key)}}", "comparison": "contains",
                     "right_value": "a1", "steps": [
                        {"step_type": "condition", "left_value": "1", "comparison": "equal", "right_value": "1",
                         "steps": [get(json!({"headers": {"X-Key": ["{{get_secret(other)}}"]}}))]},
                        {"step_type": "pause", "duration": 1, "skipped": true},
                    ]},
                ]),
                json!({}),
            ),
        ),
        (
            "the target answers differently",
            program(
                json!([
                    get(json!({"url": "{target}/echo", "headers": {"X-Key": ["{{get_secret(key)}}"]},
                        "variables": [{"name": "seen", "source": "response_text"}]})),
                    get(json!({"headers": {"X-Seen": ["{{sha1({{seen}})}}"]}})),
                ]),
                json!({}),
            ),
        ),
        (
            "both throw, each with its own words",
            program(
                json!([get(json!({"before_scripts": [branch("throw new Error('first')", "null.x")]}))]),
                json!({}),
            ),
        ),
        (
            "one fails before, one after sending",
            program(
                json!([get(json!({
                    "before_scripts": [branch("throw new Error('early')", "")],
                    "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]}))]),
                json!({}),
            ),
        ),
        (
            "stop on failure after a hidden verdict",
            program(
                json!([
                    get(json!({"scripts": [branch("throw new Error('stop')", "")]})),
                    get(json!({})),
                    get(
                        json!({"assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]})
                    ),
                ]),
                json!({"stop_on_failure": true}),
            ),
        ),
        (
            "a variable is there for one",
            program(
                json!([
                    get(json!({"scripts": [branch("variables.set('maybe', 'x')", "")]})),
                    get(json!({"headers": {"X-Maybe": ["{{maybe}}"]},
                        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]})),
                ]),
                json!({}),
            ),
        ),
        (
            "a script writes a name it makes up",
            program(
                json!([
                    get(json!({"scripts": [format!("variables.set({key}.slice(0, 4), '1')")]})),
                    get(json!({}))
                ]),
                json!({}),
            ),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_leave_the_same_record() {
    let mut world = World::new(SANDBOX).await.with("key", ONE).with("other", "another-value-here-1");
    let mut different = Vec::new();
    for (name, program) in programs() {
        world.set("key", ONE);
        let first = world.run(&program).await;
        world.set("key", TWO);
        let second = world.run(&program).await;
        let (first, second) = (comparable(&first), comparable(&second));
        assert!(!first.contains(ONE) && !second.contains(TWO), "{name}: the value shows");
        if first != second {
            let line = first.lines().zip(second.lines()).position(|(a, b)| a != b);
            let at = |text: &str| text.lines().nth(line.unwrap_or_default()).unwrap_or_default().to_owned();
            different.push(format!("{name}: `{}` against `{}`", at(&first), at(&second)));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_would_see_a_difference() {
    let mut world = World::new(SANDBOX).await.with("key", ONE);
    let program = |text: &str| Program {
        steps: json!([get(json!({"headers": {"X-Plain": [text]}}))]),
        environment: json!({}),
    };
    world.set("key", ONE);
    let first = comparable(&world.run(&program(ONE)).await);
    let control = comparable(&world.run(&program(ONE)).await);
    assert_eq!(first, control, "two equal runs must compare equal");
    // An ordinary header is shown, so two texts must make two records.
    let first = comparable(&world.run(&program("plain-text-one")).await);
    let second = comparable(&world.run(&program("plain-text-two")).await);
    assert_ne!(first, second);
}
