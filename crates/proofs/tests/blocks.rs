//! Loops and subtests: what they do, and that how often, whether and with what they ran tells no secret.

use std::sync::Arc;

use serde_json::{Value, json};
use tacit_proofs::{
    Program, World,
    twins::{Twins, differences},
};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUES: [&str; 2] = ["a1b2c3d4e5f6g7h8", "zzzz-9999-yyyy-0"];

fn with(mut step: Value, extra: Value) -> Value {
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

fn get(extra: Value) -> Value {
    with(json!({"step_type": "request", "method": "GET", "url": "{target}/echo"}), extra)
}

/// Fails for both, so that both runs do.
fn failing() -> Value {
    get(json!({"assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]}))
}

fn repeat(left: &str, comparison: &str, right: &str, rounds: u32, steps: Value) -> Value {
    json!({"step_type": "conditional-loop", "left_value": left, "comparison": comparison, "right_value": right,
        "max_iterations": rounds, "steps": steps})
}

fn subtest(id: &str, extra: Value) -> Value {
    with(
        json!({"step_type": "subtest", "test_uuid": id, "assertions": [
        {"source": "response_json", "property": "result", "comparison": "equal", "value": "pass"}]}),
        extra,
    )
}

/// Counts the rounds in the variable `n`.
const COUNT: &str = "variables.set('n', String(Number(variables.get('n')) + 1))";

fn branch(yes: &str, no: &str) -> String {
    format!("if (get_secret(\"key\")[0] === \"a\") {{ {yes} }} else {{ {no} }}")
}

async fn run(world: &World, steps: Value, environment: Value) -> Value {
    serde_json::to_value(world.run(&Program { steps, environment }).await).expect("a record")
}

fn at<'a>(record: &'a Value, pointer: &str) -> &'a Value {
    record.pointer(pointer).unwrap_or(&Value::Null)
}

fn places(record: &Value, pointer: &str) -> Vec<String> {
    let steps = at(record, pointer).as_array().expect("steps");
    steps.iter().map(|step| step["place"].as_str().expect("a place").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_goes_round_while_its_comparison_holds() {
    let world = World::new(SANDBOX).await;
    let counted = || json!([get(json!({"scripts": [COUNT]}))]);
    let environment = json!({"initial_variables": {"n": "0"}});
    let three =
        run(&world, json!([repeat("{{n}}", "is_less_than", "3", 10, counted())]), environment.clone()).await;
    assert_eq!(three["result"], "pass", "{three:#}");
    assert_eq!(places(&three, "/steps/0/steps"), ["1.1.1", "1.2.1", "1.3.1"]);
    assert_eq!(*at(&three, "/steps/0/iterations"), json!({"shown": 3}));
    assert_eq!(*at(&three, "/steps/0/condition/left_value"), json!({"shown": "3"}));
    assert_eq!(three["counters"]["requests_executed"], 3);

    let none = run(&world, json!([repeat("{{n}}", "equal", "7", 10, counted())]), environment.clone()).await;
    assert_eq!((&none["result"], at(&none, "/steps/0/iterations")), (&json!("pass"), &json!({"shown": 0})));
    assert_eq!(*at(&none, "/steps/0/steps"), json!([]));

    let endless = run(&world, json!([repeat("1", "equal", "1", 2, counted())]), environment.clone()).await;
    assert_eq!(endless["result"], "fail");
    assert_eq!(*at(&endless, "/steps/0/iterations"), json!({"shown": 2}));
    assert_eq!(*at(&endless, "/steps/0/errors/shown/0/code"), "LOOP_LIMIT");

    // A failure in a round does not end the loop, unless the environment says that it ends the test.
    let rounds = |record: &Value| at(record, "/steps/0/iterations/shown").as_u64();
    let steps = || {
        let counted = get(json!({"scripts": [COUNT], "assertions": [
            {"source": "response_status", "comparison": "equal_number", "value": 500}]}));
        json!([repeat("{{n}}", "is_less_than", "3", 10, json!([counted]))])
    };
    let on = run(&world, steps(), environment).await;
    let stopped = json!({"initial_variables": {"n": "0"}, "stop_on_failure": true});
    let stopped = run(&world, steps(), stopped).await;
    assert_eq!((&on["result"], rounds(&on), rounds(&stopped)), (&json!("fail"), Some(3), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_could_come_to_too_many_steps_is_not_begun() {
    let mut world = World::new(SANDBOX).await;
    let many = |inner: Value| json!([repeat("1", "equal", "1", 100, json!([inner]))]);
    world.subtest("long", Program { steps: many(get(json!({}))), environment: json!({}) });
    let record = run(&world, many(subtest("long", json!({}))), json!({})).await;
    assert_eq!((&record["result"], &record["steps"]), (&json!("fail"), &json!([])));
    assert_eq!(*at(&record, "/errors/0/code"), "LOOP_LIMIT");
    let fits = json!([repeat("1", "equal", "2", 10, json!([subtest("long", json!({}))]))]);
    assert_eq!(run(&world, fits, json!({})).await["result"], "pass");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_often_a_loop_went_round_tells_no_secret() {
    let world = World::new(SANDBOX).await.with("key", VALUES[0]);
    let twins = |name: &str, steps: Value, environment: Value| Twins {
        name: name.into(),
        values: VALUES,
        program: Program { steps, environment },
    };
    let n = || json!({"initial_variables": {"n": "0", "most": "2"}});
    let counted = || json!([get(json!({"scripts": [COUNT]}))]);
    let all = vec![
        twins(
            "one of the two is in the loop",
            json!([repeat("{{get_secret(key)}}", "contains", "a1", 3, counted()), failing()]),
            n(),
        ),
        twins(
            "a script decided beforehand",
            json!([
                get(json!({"scripts": [branch("variables.set('most', '3')", "variables.set('most', '1')")]})),
                repeat("{{n}}", "is_less_than", "{{most}}", 5, counted()),
                get(json!({"headers": {"X-N": ["{{n}}"]}})),
                failing()
            ]),
            n(),
        ),
        twins(
            "a script decides in the second round",
            json!([
                repeat(
                    "{{n}}",
                    "is_less_than",
                    "{{most}}",
                    5,
                    json!([get(
                        json!({"scripts": [COUNT, branch("if (variables.get('n') === '2') variables.set('most', '4')", "")]})
                    )])
                ),
                failing()
            ]),
            n(),
        ),
        twins(
            "the rounds run out for one",
            json!([repeat("{{get_secret(key)}}", "contains", "a1", 1, counted()), failing()]),
            n(),
        ),
        twins(
            "a hidden failure ends the test in the first round",
            json!([
                repeat(
                    "{{n}}",
                    "is_less_than",
                    "3",
                    5,
                    json!([
                        get(json!({"scripts": [COUNT, branch("throw new Error('no')", "")]})),
                        get(json!({}))
                    ])
                ),
                get(json!({})),
                failing()
            ]),
            json!({"initial_variables": {"n": "0"}, "stop_on_failure": true}),
        ),
        twins(
            "a loop in a loop, and a condition in it",
            json!([
                repeat(
                    "{{n}}",
                    "is_less_than",
                    "2",
                    5,
                    json!([
                        get(json!({"scripts": [COUNT]})),
                        repeat(
                            "{{get_secret(key)}}",
                            "contains",
                            "{{n}}",
                            2,
                            json!([
                                {"step_type": "condition", "left_value": "{{n}}", "comparison": "equal", "right_value": "1",
                                    "steps": [get(json!({"variables": [{"name": "x", "source": "response_text"}]}))]},
                                {"step_type": "pause", "duration": 1, "skipped": true}
                            ])
                        )
                    ])
                ),
                failing()
            ]),
            n(),
        ),
        twins(
            "cookies of a round",
            json!([
                repeat(
                    "{{get_secret(key)}}",
                    "contains",
                    "a1",
                    1,
                    json!([get(json!({"url": "{target}/set-cookie?s=1"}))])
                ),
                get(json!({})),
                failing()
            ]),
            json!({"preserve_cookies": true}),
        ),
    ];
    let found = differences(Arc::new(world), all).await;
    assert!(found.is_empty(), "{} pairs can be told apart:\n{}", found.len(), found.join("\n"));
}

/// A test that logs in: what comes back carries what was sent.
fn log_in() -> Program {
    Program {
        steps: json!([get(json!({"url": "{target}/echo?user={{user}}", "headers": {"X-Key": ["{{word}}"]},
            "variables": [{"name": "token", "source": "response_json", "property": "path"}]}))]),
        environment: json!({"initial_variables": {"user": "nobody", "word": "open"}}),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subtest_is_judged_by_its_result_and_hands_on_its_variables() {
    let mut world = World::new(SANDBOX).await;
    world.subtest("log in", log_in());
    world.subtest("broken", Program { steps: json!([failing()]), environment: json!({}) });
    let step = subtest(
        "log in",
        json!({
            "params": [{"name": "user", "value": "{{who}}"}],
            "variables": [
                {"name": "token", "source": "response_json", "property": "variables.token"},
                {"name": "seen", "source": "response_json", "property": "variables.user"},
                {"name": "status", "source": "response_json", "property": "requests[0].response_status_code"},
                {"name": "from", "source": "response_json", "property": "test_name"}
            ],
            "before_scripts": ["variables.set('who', variables.get('who') + '!')"],
            "scripts": ["assert.equal(JSON.parse(response.body).result, 'pass'); assert.equal(JSON.parse(request.body).requests.length, 1)"]
        }),
    );
    let environment = json!({"initial_variables": {"who": "olive", "user": "outside"}});
    let record =
        run(&world, json!([step, get(json!({"headers": {"X-Token": ["{{token}}"]}}))]), environment).await;
    assert_eq!(record["result"], "pass", "{record:#}");
    let outer = &record["steps"][0];
    assert_eq!(*at(outer, "/subtest/result"), json!({"shown": "pass"}));
    assert_eq!(places(outer, "/steps"), ["1.1"]);
    let values: Vec<_> =
        (0..4).map(|index| at(outer, &format!("/variables/{index}/value/shown")).clone()).collect();
    assert_eq!(values, [json!("/echo"), json!("olive!"), json!("200"), json!("log in")]);
    // Its variables stay inside.
    let names: Vec<_> =
        record["variables"].as_array().expect("variables").iter().map(|v| v["name"].clone()).collect();
    assert_eq!(names, ["who", "user", "token", "seen", "status", "from"]);
    assert_eq!(*at(&record, "/variables/1/value"), json!({"shown": "outside"}));
    assert_eq!(record["counters"]["requests_executed"], 2);

    let broken = run(&world, json!([subtest("broken", json!({}))]), json!({})).await;
    assert_eq!(
        (&broken["result"], at(&broken, "/steps/0/result")),
        (&json!("fail"), &json!({"shown": "fail"}))
    );
    assert_eq!(*at(&broken, "/steps/0/subtest/result"), json!({"shown": "fail"}));
    // Who takes no offence at it says so.
    let tolerated = run(&world, json!([subtest("broken", json!({"assertions": []}))]), json!({})).await;
    assert_eq!(
        (&tolerated["result"], at(&tolerated, "/steps/0/result")),
        (&json!("pass"), &json!({"shown": "pass"}))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subtest_that_cannot_run_says_why() {
    let mut world = World::new(SANDBOX).await;
    world.subtest("one", Program { steps: json!([subtest("two", json!({}))]), environment: json!({}) });
    world.subtest("two", Program { steps: json!([subtest("one", json!({}))]), environment: json!({}) });
    let lacking = json!({"initial_variables": {"k": "{{get_secret(nowhere)}}"}});
    world.subtest("lacking", Program { steps: json!([get(json!({}))]), environment: lacking });
    let error = |record: &Value, place: &str| at(record, &format!("{place}/errors/shown/0")).clone();
    let gone = run(&world, json!([subtest("gone", json!({}))]), json!({})).await;
    assert_eq!(error(&gone, "/steps/0")["code"], "SUBTEST_UNAVAILABLE");
    let cycle = run(&world, json!([subtest("one", json!({}))]), json!({})).await;
    let inner = error(&cycle, "/steps/0/steps/0/steps/0");
    assert!(inner["hint"].as_str().expect("a hint").contains("run itself"), "{cycle:#}");
    assert_eq!(cycle["result"], "fail");
    let lacking = run(&world, json!([subtest("lacking", json!({}))]), json!({})).await;
    let error = error(&lacking, "/steps/0");
    assert_eq!(
        (&error["code"], &error["place"]),
        (&json!("SECRET_UNAVAILABLE"), &json!("subtest.initial_variables.k"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_go_in_with_parameters_and_come_out_with_the_result() {
    let mut world = World::new(SANDBOX).await.with("key", VALUES[0]);
    world.subtest("log in", log_in());
    let step = subtest(
        "log in",
        json!({
            "params": [{"name": "word", "value": "{{get_secret(key)}}"}],
            "variables": [{"name": "token", "source": "response_json", "property": "variables.token"}]
        }),
    );
    let record =
        run(&world, json!([step, get(json!({"headers": {"X-Token": ["{{token}}"]}}))]), json!({})).await;
    assert_eq!(record["result"], "pass");
    let hidden = json!({"hidden": "secret_sent"});
    // The step inside sent it, the step itself holds the answer, and the next one sends what was taken from that.
    for place in [
        "/steps/0/steps/0/hops/0/request",
        "/steps/0/variables/0/value",
        "/steps/0/assertions/0/actual",
        "/steps/1/hops/0/request",
        "/steps/1/hops/0/response",
    ] {
        assert_eq!(*at(&record, place), hidden, "{place}");
    }
    assert_eq!(*at(&record, "/steps/0/result"), json!({"shown": "pass"}));
    assert_eq!(*at(&record, "/steps/0/secrets"), json!(["key"]));
    assert_eq!(*at(&record, "/steps/1/secrets"), json!(["key"]));
    assert!(!record.to_string().contains(VALUES[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_and_how_a_subtest_ran_tells_no_secret() {
    let mut world = World::new(SANDBOX).await.with("key", VALUES[0]);
    world.subtest("log in", log_in());
    let peeks = get(
        json!({"before_scripts": [branch("variables.set('seen', 'a'); throw new Error('x')", "log('y')")],
        "variables": [{"name": "path", "source": "response_json", "property": "path"}]}),
    );
    let script = json!({"script": branch("log('one')", "variables.set('two', '2')")});
    world.subtest("peeks", Program { steps: json!([peeks, get(json!({}))]), environment: script });
    world.subtest(
        "nested",
        Program {
            steps: json!([
                subtest("peeks", json!({})),
                repeat("{{n}}", "equal", "", 1, json!([get(json!({}))]))
            ]),
            environment: json!({"stop_on_failure": true, "initial_variables": {"n": ""}}),
        },
    );
    let twins = |name: &str, steps: Value, environment: Value| Twins {
        name: name.into(),
        values: VALUES,
        program: Program { steps, environment },
    };
    let result = json!({"name": "r", "source": "response_json", "property": "result"});
    let everything = json!({"variables": [result,
        {"name": "all", "source": "response_text"}, {"name": "time", "source": "response_time"}]});
    // Times of what reads no secret may be known, and are never the same twice.
    let timeless =
        json!({"variables": [result, {"name": "all", "source": "response_json", "property": "variables"}]});
    let after = || json!([get(json!({"headers": {"X-R": ["{{r}}"]}})), failing()]);
    let followed = |step: Value| {
        let mut steps = vec![step];
        steps.extend(after().as_array().expect("steps").clone());
        Value::from(steps)
    };
    let condition = |steps: Value| {
        json!({"step_type": "condition", "left_value": "{{get_secret(key)}}",
        "comparison": "contains", "right_value": "a1", "steps": steps})
    };
    let mut all = Vec::new();
    for (inner, takes) in [("log in", &timeless), ("peeks", &everything), ("nested", &everything)] {
        for stop in [false, true] {
            let environment = || json!({"stop_on_failure": stop, "initial_variables": {"r": "none"}});
            let name = |what: &str| format!("{inner}, stop {stop}: {what}");
            all.extend([
                twins(&name("as it is"), followed(subtest(inner, takes.clone())), environment()),
                twins(
                    &name("in a condition"),
                    followed(condition(json!([subtest(inner, takes.clone())]))),
                    environment(),
                ),
                twins(
                    &name("with a parameter"),
                    followed(subtest(
                        inner,
                        with(
                            takes.clone(),
                            json!({"params": [{"name": "word", "value": "{{get_secret(key)}}"}]}),
                        ),
                    )),
                    environment(),
                ),
                twins(
                    &name("a script before it throws"),
                    followed(subtest(
                        inner,
                        with(takes.clone(), json!({"before_scripts": [branch("throw new Error('no')", "")]})),
                    )),
                    environment(),
                ),
                twins(
                    &name("a script after it throws"),
                    followed(subtest(
                        inner,
                        with(
                            takes.clone(),
                            json!({"scripts": [branch("throw new Error('no')", "log(response.body)")]}),
                        ),
                    )),
                    environment(),
                ),
                twins(
                    &name("in a loop"),
                    followed(repeat(
                        "{{get_secret(key)}}",
                        "contains",
                        "a1",
                        2,
                        json!([subtest(inner, takes.clone())]),
                    )),
                    environment(),
                ),
            ]);
        }
    }
    let found = differences(Arc::new(world), all).await;
    assert!(found.is_empty(), "{} pairs can be told apart:\n{}", found.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_was_quoted_again_and_again_is_still_found() {
    for value in ["r3d\"act-Me-9x!kQ-pp71-zz", "r3d\\act-Me-9x!kQ\nsecond-line-pp71"] {
        let mut world = World::new(SANDBOX).await.with("key", value);
        world.redact("key");
        let nothing = json!([{"step_type": "pause", "duration": 1, "skipped": true}]);
        world.subtest(
            "quotes",
            Program { steps: nothing, environment: json!({"initial_variables": {"p": ""}}) },
        );
        // Each round writes the result of the one before into JSON.
        let quote = json!({"step_type": "subtest", "test_uuid": "quotes", "params": [{"name": "p", "value": "{{all}}"}],
            "variables": [{"name": "all", "source": "response_json", "property": "variables"}]});
        for rounds in [3, 6, 9, 12] {
            let environment = json!({"initial_variables": {"all": "{{get_secret(key)}}"}});
            let record =
                run(&world, json!([repeat("1", "equal", "1", rounds, json!([quote]))]), environment).await;
            assert_eq!(*at(&record, "/steps/0/iterations"), json!({"shown": rounds}));
            let text = record.to_string();
            for part in ["act-Me", "9x!kQ", "pp71", "second-line"] {
                assert!(!text.contains(part), "{part} after {rounds} rounds");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_grow_with_each_round_come_to_an_end() {
    let mut world = World::new(SANDBOX).await;
    let nothing = json!([{"step_type": "pause", "duration": 1, "skipped": true}]);
    world.subtest("doubles", Program { steps: nothing, environment: json!({}) });
    let double = json!({"step_type": "subtest", "test_uuid": "doubles", "params": [{"name": "p", "value": "{{all}}"}],
        "variables": [{"name": "all", "source": "response_text"}]});
    let environment = json!({"initial_variables": {"all": "\\"}});
    let record = run(&world, json!([repeat("1", "equal", "1", 100, json!([double]))]), environment).await;
    assert_eq!(record["result"], "fail");
    let last = at(&record, "/steps/0/steps/99/variables/0/error/shown").as_str().expect("why");
    assert!(last.contains("longer than a variable may be"), "{last}");
    // JSON writes each backslash of it twice.
    let size = record.to_string().len();
    assert!(size < 3 * tacit_spec::limits::RESULT_BYTES, "{size}");
}
