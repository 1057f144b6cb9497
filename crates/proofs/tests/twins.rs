//! Twin runs: the same program with two values of equal length leaves the same public record.

use std::sync::Arc;

use serde_json::{Value, json};
use tacit_proofs::{
    Program, World, comparable,
    twins::{Twins, differences},
};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const ONE: &str = "a1b2c3d4e5f6g7h8";
const TWO: &str = "zzzz-9999-yyyy-0";
/// Hard to guess, so that a step may show all but them.
const STRONG: [&str; 2] = ["mQ7-vtz2-K0pw-88", "Zx9_pQ4w+T1rb.55"];

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
    let world = World::new(SANDBOX).await.with("key", ONE).with("other", "another-value-here-1");
    let different = compared(world, [ONE, TWO], |_| {}).await;
    assert!(
        different.is_empty(),
        "{} programs tell the values apart:\n{}",
        different.len(),
        different.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_with_a_sealed_value_leave_the_same_record() {
    for redact in [false, true] {
        let world = World::new(SANDBOX).await.with("key", ONE).with("other", "another-value-here-1");
        let values = if redact { STRONG } else { [ONE, TWO] };
        let different = compared(world, values, |world| {
            world.seal("key", &["{target}"]);
            if redact {
                world.redact("key");
            }
        })
        .await;
        assert!(
            different.is_empty(),
            "redact {redact}: {} programs tell the values apart:\n{}",
            different.len(),
            different.join("\n")
        );
    }
}

/// Runs every program with both values; one line for each that can be told apart by its record.
async fn compared(mut world: World, [one, two]: [&str; 2], rules: impl Fn(&mut World)) -> Vec<String> {
    let mut different = Vec::new();
    for (name, program) in programs() {
        world.set("key", one);
        rules(&mut world);
        let first = world.run(&program).await;
        world.set("key", two);
        rules(&mut world);
        let second = world.run(&program).await;
        let (first, second) = (comparable(&first), comparable(&second));
        assert!(!first.contains(one) && !second.contains(two), "{name}: the value shows");
        if first != second {
            let line = first.lines().zip(second.lines()).position(|(a, b)| a != b);
            let at = |text: &str| text.lines().nth(line.unwrap_or_default()).unwrap_or_default().to_owned();
            different.push(format!("{name}: `{}` against `{}`", at(&first), at(&second)));
        }
    }
    different
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

/// SplitMix64 (Steele, Lea, Flood 2014): the same programs in every run of the tests.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("smaller than `sides`")
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn often(&mut self) -> bool {
        self.roll(2) == 0
    }

    fn deed(&mut self) -> &'static str {
        self.one(&[
            "",
            "log('x')",
            "variables.set('v1', '1')",
            "variables.set('v2', 'a1')",
            "variables.set('md5', 'a1')",
            "variables.set('v' + 3, '1')",
            "variables.set('v3', variables.get('v1'))",
            "throw new Error('x')",
            "get_secret('other')",
            "try { get_secret('nope') } catch (e) {}",
            "request.headers['X-A'] = variables.get('v2')",
            "request.path = '/set-cookie'; request.params = {c: '2'}",
            "request.url = 'http://127.0.0.1:1/'",
            "response.body = 'x'",
            "log(response.status)",
            "assert.equal(variables.get('v1'), '1')",
        ])
    }

    fn script(&mut self) -> String {
        let (yes, no) = (self.deed(), self.deed());
        match self.roll(3) {
            0 => yes.to_owned(),
            _ => format!("if (get_secret('key')[0] === 'a') {{ {yes} }} else {{ {no} }}"),
        }
    }

    fn scripts(&mut self) -> Value {
        (0..self.roll(3)).map(|_| self.script()).collect()
    }

    fn text(&mut self) -> &'static str {
        self.one(&[
            "a1",
            "{{v1}}",
            "{{v2}}",
            "x{{v3}}",
            "{{md5(abc)}}",
            "{{get_secret(key)}}",
            "{{sha1({{v2}})}}",
            "{{v1}}{{not_defined}}",
        ])
    }

    fn step(&mut self, depth: usize) -> Value {
        match self.roll(8) {
            0 => json!({"step_type": "pause", "duration": 0, "skipped": self.often()}),
            1 | 2 if depth < 2 => {
                let left = self.text();
                let comparison = self.one(&["contains", "equal", "not_empty"]);
                json!({"step_type": "condition", "left_value": left, "comparison": comparison, "right_value": "a1",
                    "steps": self.steps(depth + 1)})
            }
            3 if depth < 2 => {
                let left = self.text();
                let comparison = self.one(&["contains", "not_equal", "empty"]);
                json!({"step_type": "conditional-loop", "left_value": left, "comparison": comparison, "right_value": "a1",
                    "max_iterations": 1 + self.roll(2), "steps": self.steps(depth + 2)})
            }
            4 => {
                let mut step = json!({"step_type": "subtest", "test_uuid": self.one(&INNER),
                    "use_parent_environment": self.often(), "before_scripts": self.scripts(), "scripts": self.scripts(),
                    "params": [{"name": self.one(&["v1", "v2"]), "value": self.text()}]});
                if self.often() {
                    let name = self.one(&["v1", "v3", "extracted"]);
                    let property = self.one(&["result", "variables.v1", "variables", "assertions_failed"]);
                    step["variables"] =
                        json!([{"name": name, "source": "response_json", "property": property}]);
                }
                if self.often() {
                    step["assertions"] = json!([{"source": "response_json", "property": "result", "comparison": "equal",
                        "value": "pass"}]);
                }
                step
            }
            _ => {
                let mut step = get(json!({"before_scripts": self.scripts(), "scripts": self.scripts()}));
                step["url"] = json!(self.one(&[
                    "{target}/echo",
                    "{target}/set-cookie?c=1",
                    "{target}/status/200",
                    "{target}/redirect/2"
                ]));
                if self.often() {
                    step["headers"] = json!({"X-A": [self.text()]});
                }
                if self.often() {
                    let name = self.one(&["v1", "v2", "extracted"]);
                    step["variables"] =
                        json!([{"name": name, "source": self.one(&["response_text", "response_status"])}]);
                }
                if self.often() {
                    step["assertions"] = json!([{"source": "response_status", "comparison": "equal_number", "value": 200},
                        {"source": "response_text", "comparison": "not_empty", "value": self.text()}]);
                }
                step
            }
        }
    }

    fn steps(&mut self, depth: usize) -> Vec<Value> {
        (0..=self.roll(3)).map(|_| self.step(depth)).collect()
    }

    /// A program that fails for both values.
    fn program(&mut self) -> Program {
        let mut steps = self.steps(0);
        steps.push(get(
            json!({"assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]}),
        ));
        let mut environment = json!({"stop_on_failure": self.often(), "preserve_cookies": self.often()});
        if self.often() {
            environment["script"] = json!(self.script());
        }
        if self.often() {
            environment["initial_variables"] = json!({"v1": self.text()});
        }
        if self.roll(4) == 0 {
            environment["headers"] = json!({"X-E": [self.text()]});
        }
        Program { steps: json!(steps), environment }
    }
}

/// Tests that programs run as subtests; each may run the others.
const INNER: [&str; 4] = ["inner 1", "inner 2", "inner 3", "inner 4"];

fn with_subtests(mut world: World) -> World {
    for (name, seed) in INNER.into_iter().zip(1000..) {
        world.subtest(name, Dice(seed).program());
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_nobody_thought_of_leave_the_same_record() {
    let world = World::new(SANDBOX).await.with("key", ONE).with("other", "another-value-here-1");
    let world = with_subtests(world);
    let program = |seed: u64| {
        let program = Dice(seed).program();
        Twins { name: format!("seed {seed}"), values: [ONE, TWO], program }
    };
    let found = differences(Arc::new(world), (0..200).map(program).collect()).await;
    assert!(found.is_empty(), "{} pairs can be told apart:\n{}", found.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_do_they_with_a_sealed_value() {
    let mut world = World::new(SANDBOX).await.with("key", ONE).with("other", "another-value-here-1");
    world.seal("key", &["{target}"]);
    let world = with_subtests(world);
    let program = |seed: u64| {
        let program = Dice(seed).program();
        Twins { name: format!("seed {seed}"), values: [ONE, TWO], program }
    };
    let found = differences(Arc::new(world), (200..300).map(program).collect()).await;
    assert!(found.is_empty(), "{} pairs can be told apart:\n{}", found.len(), found.join("\n"));
}
