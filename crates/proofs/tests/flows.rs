//! Ways a value could show without being written anywhere: by what ran, what exists, what failed, in which order, and
//! what is masked. Every pair of runs ends with the same verdict, so nothing in the record or the news may differ.

use std::sync::Arc;

use serde_json::{Value, json};
use tacit_proofs::{
    Program, World,
    twins::{Twins, differences},
};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUES: [&str; 2] = ["a1b2c3d4e5f6g7h8", "zzzz-9999-yyyy-0"];

fn get(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

/// Fails for both, so that both runs do.
fn failing() -> Value {
    get(json!({"url": "{target}/status/200",
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 500}]}))
}

/// A script that does one thing for the first value and another for the second.
fn branch(yes: &str, no: &str) -> String {
    format!("if (get_secret(\"key\")[0] === \"a\") {{ {yes} }} else {{ {no} }}")
}

fn twins(name: &str, steps: Value, environment: Value) -> Twins {
    Twins { name: name.into(), values: VALUES, program: Program { steps, environment } }
}

fn valued(values: [&'static str; 2], twins: Twins) -> Twins {
    Twins { values, ..twins }
}

async fn indistinguishable(all: Vec<Twins>) {
    let world = World::new(SANDBOX)
        .await
        .with("key", "replaced")
        .with("other_a", "another-value-here-1")
        .with("other_b", "another-value-here-2");
    let found = differences(Arc::new(world), all).await;
    assert!(found.is_empty(), "{} pairs can be told apart:\n{}", found.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_cookie_came_does_not_show() {
    let jar = || json!({"preserve_cookies": true});
    let cookie = |extra: Value| {
        let mut step = get(json!({"url": "{target}/set-cookie?session=1"}));
        step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        step
    };
    indistinguishable(vec![
        twins(
            "the request that would have set it was not sent",
            json!([cookie(json!({"before_scripts": [branch("throw new Error('no')", "")]})), get(json!({})), failing()]),
            jar(),
        ),
        twins(
            "a script changed the place",
            json!([
                get(json!({"before_scripts": [branch("request.path = '/set-cookie'; request.params = {s: '1'}", "")]})),
                get(json!({})), failing()
            ]),
            jar(),
        ),
        twins(
            "it was taken away",
            json!([
                cookie(json!({})),
                get(json!({"url": "{target}/echo", "before_scripts": [
                    branch("request.path = '/set-cookie'; request.params = {session: 'other'}", "")]})),
                get(json!({})), failing()
            ]),
            jar(),
        ),
        valued(
            ["set-cookie", "echo/xxxxx"],
            twins(
                "the target set it for one value only",
                json!([get(json!({"url": "{target}/{{get_secret(key)}}?session=1"})), get(json!({})), failing()]),
                jar(),
            ),
        ),
        twins(
            "stopped before it",
            json!([get(json!({"before_scripts": [branch("throw new Error('no')", "")]})), cookie(json!({})), failing()]),
            json!({"preserve_cookies": true, "stop_on_failure": true}),
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_variable_exists_does_not_show() {
    let maybe = || get(json!({"scripts": [branch("variables.set('maybe', 'x')", "")]}));
    let mut all = vec![
        twins(
            "it stands before a mistake of the author's",
            json!([maybe(), get(json!({"headers": {"X-A": ["{{maybe}}{{not_defined}}"]}})), failing()]),
            json!({}),
        ),
        twins(
            "it stands in an earlier part",
            json!([
                maybe(),
                get(json!({"url": "{target}/echo?{{maybe}}", "headers": {"X-A": ["{{not_defined}}"]}})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "it is one side of a condition",
            json!([maybe(), {"step_type": "condition", "left_value": "{{maybe}}", "comparison": "equal",
                "right_value": "{{not_defined}}", "steps": [get(json!({}))]}, failing()]),
            json!({}),
        ),
        twins(
            "it is an argument",
            json!([
                maybe(),
                get(json!({"headers": {"X-A": ["{{md5({{maybe}}{{not_defined}})}}"]}})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "it is part of the name of a secret",
            json!([
                maybe(),
                get(json!({"headers": {"X-A": ["{{get_secret(other_{{maybe}})}}"]}})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "it is the expected value",
            json!([
                maybe(),
                get(json!({"assertions": [
                {"source": "response_text", "comparison": "contains", "value": "{{maybe}}{{not_defined}}"}]})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "it is a form field",
            json!([
                maybe(),
                get(json!({"method": "POST", "form": {"a": ["{{maybe}}"], "b": ["{{not_defined}}"]}})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "the environment's headers need it",
            json!([get(json!({"scripts": ["log(1)"], "variables": [{"name": "v", "source": "response_text"}]})),
                {"step_type": "pause", "duration": 0},
                {"step_type": "condition", "left_value": "1", "comparison": "equal", "right_value": "1", "steps": [get(json!({}))]},
                failing()]),
            json!({"script": branch("variables.set('h', 'x')", ""), "headers": {"X-H": ["{{h}}"]}}),
        ),
        twins(
            "the environment's credentials need it",
            json!([get(json!({})), failing()]),
            json!({"script": branch("variables.set('h', 'x')", ""),
                "auth": {"auth_type": "basic", "username": "u", "password": "{{h}}"}}),
        ),
        valued(
            ["other_a", "other_x"],
            twins(
                "an initial variable is the secret another one names",
                json!([get(json!({})), failing()]),
                json!({"initial_variables": {"k": "{{get_secret(key)}}", "v": "{{get_secret({{k}})}}"}}),
            ),
        ),
        valued(
            ["other_a", "other_b"],
            twins(
                "a template takes the secret another one names",
                json!([get(json!({"headers": {"X-A": ["{{get_secret({{k}})}}"]}})), failing()]),
                json!({"initial_variables": {"k": "{{get_secret(key)}}"}}),
            ),
        ),
        twins(
            "a step that was stopped before would have written one",
            json!([
                get(json!({"scripts": [branch("throw new Error('stop')", "")]})),
                get(json!({"variables": [{"name": "extracted", "source": "response_text"}],
                    "before_scripts": ["variables.set('before', '1')"], "scripts": ["variables.set('after', '1')"]})),
                {"step_type": "condition", "left_value": "1", "comparison": "equal", "right_value": "1", "steps": [
                    get(json!({"scripts": ["variables.set('deep', '1')"]}))]},
                failing()
            ]),
            json!({"stop_on_failure": true}),
        ),
        twins(
            "what stands after it in the list of variables",
            json!([
                maybe(),
                get(
                    json!({"headers": {"X-A": ["{{maybe}}"]}, "variables": [{"name": "extracted", "source": "response_text"}],
                    "before_scripts": ["variables.set('before', '1')"], "scripts": ["variables.set('after', '1')"]})
                ),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "a script asks whether it is there",
            json!([
                maybe(),
                get(
                    json!({"scripts": ["if (variables.get('maybe')) { log('there'); variables.set('w', 1) }"]})
                ),
                failing()
            ]),
            json!({}),
        ),
    ];
    // Built-in functions give way to variables of their name.
    for built_in in ["md5", "sha256", "uuid", "encode_base64"] {
        all.push(twins(
            &format!("it is called {built_in}"),
            json!([
                get(json!({"scripts": [branch(&format!("variables.set('{built_in}', 'x')"), "")]})),
                get(json!({"headers": {"X-A": [format!("{{{{{built_in}(abc)}}}}")]}})),
                failing()
            ]),
            json!({}),
        ));
    }
    indistinguishable(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_of_writing_a_variable_says_whether_it_was_written() {
    let writes = [
        r#"variables["set"]("x", "1")"#,
        r#"var s = variables.set; s("x", 1)"#,
        r#"variables.set("x" + get_secret("key")[1], "1")"#,
        r#"variables.set("a" + "b", "1")"#,
        r#"variables.set(`x${get_secret("key")[0]}`, "1")"#,
        r#"variables.set("\x61", "1")"#,
        r#"variables.set("\u0061", "1")"#,
        r#"variables.\u0073et("x", "1")"#,
        r#"variables /* x */ . set("x", "1")"#,
        r#"variables.set({toString: function() { return "x"; }}, "1")"#,
        r#"(0, variables.set)("x", "1")"#,
        r#"Reflect.apply(variables.set, null, ["x", "1"])"#,
        r#"variables.set.call(null, "x", "1")"#,
        r#"with (variables) { set("x", "1"); }"#,
        r#"eval('variables.s' + 'et("x", "1")')"#,
        r#"new Function('variables.set("x", "1")')()"#,
        r#"/* variables.set("x") */ var s = variables.set; s("x", 1)"#,
        r#"variables.set(["x"], "1")"#,
        r#"variables.set("__proto__", "1")"#,
        r#"variables.set("", "1")"#,
        r#"variables.set("x", "1"); variables.set("x", undefined)"#,
        r#"Object.defineProperty(Object.prototype, "x", {value: 1}); variables.set("x", 1)"#,
        r#"Promise.resolve().then(function() { variables.set("late", "1"); })"#,
        r#"variables = {set: function() {}}; log = null"#,
    ];
    let all = writes.iter().map(|write| {
        let step = |when: &str| get(json!({when: [branch(write, "")]}));
        twins(write, json!([step("scripts"), step("before_scripts"), get(json!({})), failing()]), json!({}))
    });
    indistinguishable(all.collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_did_after_it_saw_a_secret_does_not_show() {
    let deeds = [
        ("reads another secret", "get_secret('other_a')"),
        ("reads another secret by a made-up name", "get_secret('other_' + 'b')"),
        ("asks for one that is not there", "try { get_secret('nope') } catch (e) {}"),
        (
            "asks for many that are not there",
            "for (var i = 0; i < 9; i++) { try { get_secret('n' + i) } catch (e) {} }",
        ),
        ("fails to find one", "get_secret('nope')"),
        ("throws", "throw new Error('x')"),
        ("throws null", "throw null"),
        ("throws an assertion", "assert.equal(1, 2)"),
        ("passes an assertion", "assert.equal(1, 1, 'one')"),
        ("recurses", "(function f() { f(); f(); })()"),
        ("uses too much memory", "var a = []; for (;;) { a.push(new Array(100000).join('x')); }"),
        ("logs too much", "for (;;) { log(new Array(10000).join('x')); }"),
        ("loops for a while", "var t = Date.now(); while (Date.now() - t < 40) {}"),
        ("rejects", "Promise.reject(new Error('x'))"),
        (
            "edits nothing and everything",
            "request.headers['X-New'] = 'a'; request.method = 'POST'; request.body = 'b'",
        ),
        ("makes an invalid URL", "request.url = 'nonsense'"),
        ("goes where nobody listens", "request.url = 'http://127.0.0.1:1/'"),
        ("goes where it may not", "request.url = 'http://169.254.169.254/'"),
        ("makes an invalid header", "request.headers['a b'] = 'x'"),
        ("makes an invalid method", "request.method = 'A B'"),
        ("asks for a redirect", "request.url = request.url.replace('/echo', '/redirect/3')"),
        ("asks for an endless redirect", "request.url = request.url.replace('/echo', '/loop')"),
        ("asks for nothing", "request.url = request.url.replace('/echo', '/status/204')"),
        ("asks for an error", "request.url = request.url.replace('/echo', '/status/503')"),
        ("asks for a lot", "request.url = request.url.replace('/echo', '/huge')"),
        ("asks for a closed door", "request.url = request.url.replace('/echo', '/close')"),
        ("asks for bytes", "request.url = request.url.replace('/echo', '/broken/gzip')"),
        ("asks with HEAD", "request.method = 'HEAD'"),
        ("asks slowly", "request.url = request.url.replace('/echo', '/slow?head=120')"),
    ];
    let rest = || {
        json!({"assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
            "variables": [{"name": "v", "source": "response_json", "property": "path"}],
            "scripts": ["log(response.status)", "variables.set('after', 'x')"]})
    };
    let mut all = Vec::new();
    for (name, deed) in deeds {
        for stop in [false, true] {
            let mut step = get(rest());
            step["before_scripts"] = json!([branch(deed, ""), "log('second')"]);
            all.push(twins(
                &format!("before the request it {name}, stop_on_failure {stop}"),
                json!([step, get(rest()), failing()]),
                json!({"stop_on_failure": stop, "preserve_cookies": stop}),
            ));
        }
        if !deed.contains("request.") {
            let step =
                get(json!({"scripts": [branch(deed, ""), "log('second'); variables.set('second', '1')"],
                "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}]}));
            all.push(twins(
                &format!("after the response it {name}"),
                json!([step, get(rest()), failing()]),
                json!({}),
            ));
            all.push(twins(
                &format!("at the start it {name}"),
                json!([get(rest()), failing()]),
                json!({"script": branch(deed, "")}),
            ));
        }
    }
    indistinguishable(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mask_in_public_text_does_not_tell_what_a_script_computed() {
    let public = || get(json!({"url": "{target}/echo?x=Zx9-qQ7.Lmz4-Rt0&y=Ab3-wW2.Kpo8-Yu6"}));
    let set = branch("request.params = {s: 'Zx9-qQ7.Lmz4-Rt0'}", "request.params = {s: 'Ab3-wW2.Kpo8-Yu6'}");
    indistinguishable(vec![
        twins(
            "as a cookie",
            json!([get(json!({"url": "{target}/set-cookie?s=1", "before_scripts": [set]})), public(), failing()]),
            json!({}),
        ),
        twins(
            "as an extracted value",
            json!([get(json!({"before_scripts": [set], "variables": [{"name": "v", "source": "response_json", "property": "query.s"},
                {"name": "w", "source": "response_json", "property": "path"}]})), public(), failing()]),
            json!({}),
        ),
        twins(
            "as a digest",
            json!([
                get(json!({"scripts": [branch("variables.set('v', 'one')", "variables.set('v', 'two')")]})),
                get(json!({"headers": {"X-A": ["{{sha256({{v}})}}"]}})),
                get(json!({"headers": {"X-A": ["{{sha256(one)}} {{sha256(two)}}"]}})),
                failing()
            ]),
            json!({}),
        ),
        twins(
            "as what a block of steps found",
            json!([
                {"step_type": "condition", "left_value": "{{get_secret(key)}}", "comparison": "contains", "right_value": "a1",
                 "steps": [get(json!({"url": "{target}/echo/Zx9-qQ7.Lmz4-Rt0",
                    "variables": [{"name": "v", "source": "response_json", "property": "path"}]}))]},
                get(json!({"url": "{target}/echo/Zx9-qQ7.Lmz4-Rt0"})),
                failing()
            ]),
            json!({}),
        ),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_and_stopped_runs_look_alike() {
    let when = |left: &str, steps: Value| json!({"step_type": "condition", "left_value": left, "comparison": "contains", "right_value": "a1", "steps": steps});
    let inner = || {
        json!([
            get(json!({"variables": [{"name": "inner", "source": "response_json", "property": "path"}],
                "before_scripts": ["variables.set('b', '1')"], "scripts": ["variables.set('a', '1'); log('x')"]})),
            {"step_type": "pause", "duration": 0},
            {"step_type": "condition", "left_value": "1", "comparison": "equal", "right_value": "1", "steps": [get(json!({}))]},
            {"step_type": "condition", "left_value": "{{not_defined}}", "comparison": "equal", "right_value": "1", "steps": [get(json!({}))]},
            {"step_type": "ghost-inspector"},
            get(json!({"skipped": true})),
            failing(),
        ])
    };
    let secret = "{{get_secret(key)}}";
    let mut all = Vec::new();
    for environment in [
        json!({}),
        json!({"stop_on_failure": true}),
        json!({"preserve_cookies": true}),
        json!({"stop_on_failure": true, "preserve_cookies": true, "headers": {"X-Key": [secret]}}),
        json!({"pre_request_scripts": ["log('p')"], "post_response_scripts": ["log('q'); variables.set('q', 1)"]}),
    ] {
        let name = environment.to_string();
        all.push(twins(
            &format!("a condition on the value {name}"),
            json!([when(secret, inner()), get(json!({})), failing()]),
            environment.clone(),
        ));
        all.push(twins(
            &format!("a condition on what a script made {name}"),
            json!([
                get(json!({"scripts": [branch("variables.set('c', 'a1')", "variables.set('c', '')")]})),
                when("{{c}}", inner()),
                get(json!({})),
                failing()
            ]),
            environment.clone(),
        ));
        all.push(twins(
            &format!("a condition in a condition {name}"),
            json!([when("a1", json!([when(secret, inner()), get(json!({}))])), get(json!({})), failing()]),
            environment.clone(),
        ));
        all.push(twins(
            &format!("a step of a block fails for one {name}"),
            json!([
                when(
                    "a1",
                    json!([
                        get(json!({"before_scripts": [branch("throw 1", "")]})),
                        get(json!({"url": "{target}/set-cookie?a=b"})),
                        failing()
                    ])
                ),
                get(json!({})),
                failing()
            ]),
            environment,
        ));
    }
    all.push(valued(
        ["12", "x2"],
        twins(
            "a built-in takes it for one and not for the other, within a condition",
            json!([{"step_type": "condition", "left_value": "{{random_string({{k}})}}", "comparison": "empty",
                "right_value": "", "steps": [get(json!({}))]}, failing()]),
            json!({"initial_variables": {"k": "{{get_secret(key)}}"}}),
        ),
    ));
    indistinguishable(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_values_look_like_plain_ones() {
    let pairs: [[&'static str; 2]; 10] = [
        ["[secret:key]", "plain-text-1"],
        ["[secret]", "8-bytes!"],
        ["{{uuid}}", "8-bytes!"],
        ["{{get_secret(other_a)}}", "another-plain-text-1234"],
        ["{\"a\":\"b\",\"c\":1}", "123456789012345"],
        ["abc", "xyz"],
        ["a", "\n"],
        ["true", "null"],
        ["\r\n\r\n\r\n", "abcdef"],
        ["variables.set('x','1')", "0123456789012345678901"],
    ];
    let program = || {
        let s = "{{get_secret(key)}}";
        json!([
            get(json!({"method": "POST", "body": s, "headers": {"X-Sum": [format!("{{{{sha256({s})}}}}")]},
                "variables": [{"name": "body", "source": "response_json", "property": "body"}]})),
            get(json!({"method": "POST", "form": {"k": [s]}})),
            get(json!({"method": "POST", "multipart_form": [{"name": "k", "value": s}]})),
            get(
                json!({"before_scripts": ["var k = get_secret('key'); log(k); variables.set('k2', k); eval('1')"]})
            ),
            get(json!({"method": "POST", "body": "{{k2}}"})),
            get(json!({})),
            failing(),
        ])
    };
    let all = pairs
        .map(|pair| valued(pair, twins(&format!("{pair:?}"), program(), json!({}))))
        .into_iter()
        .collect();
    indistinguishable(all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_that_never_came_do_not_keep_a_request_from_going_on() {
    let world = World::new(SANDBOX).await.with("key", VALUES[0]);
    let elsewhere = world.target.url_at("localhost", "/echo");
    let steps = json!([
        get(json!({"before_scripts": ["get_secret('key')"]})),
        get(json!({"url": format!("{{target}}/redirect-to?to={elsewhere}")})),
    ]);
    let run = world.run(&Program { steps, environment: json!({"preserve_cookies": true}) }).await;
    assert_eq!(run.result, tacit_record::RunResult::Pass, "{}", tacit_proofs::stored(&run));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_one_status_look_alike_where_a_template_moved_the_value() {
    // The value is a path: one answers with a cookie and an empty body, the other quotes the request.
    let values = ["set-cookie", "echo/xxxxx"];
    let carried = |extra: Value| {
        let mut step = get(json!({"url": "{target}/{{get_secret(key)}}?session=1"}));
        step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        step
    };
    let check = json!([{"source": "response_status", "comparison": "equal_number", "value": 200}]);
    let programs = [
        (
            "assertions and extractions",
            json!([
                carried(
                    json!({"assertions": check, "variables": [{"name": "all", "source": "response_status"}]})
                ),
                get(json!({"headers": {"X-All": ["{{all}}"]}})),
                get(json!({})),
            ]),
            json!({}),
        ),
        (
            "a script that reads nothing",
            json!([
                carried(
                    json!({"scripts": ["log('here'); variables.set('v', 1)"], "before_scripts": ["log('there')"]})
                ),
                get(json!({})),
            ]),
            json!({"preserve_cookies": true}),
        ),
        (
            "a script that reads the answer",
            json!([
                carried(
                    json!({"scripts": ["if (response.body) { log(response.body); variables.set('v', 1) } else { throw 1 }"]})
                ),
                get(json!({"headers": {"X-V": ["{{v}}"]}})),
                failing(),
            ]),
            json!({"stop_on_failure": true}),
        ),
        (
            "a condition on the answer",
            json!([
                carried(json!({"scripts": ["variables.set('size', response.size_bytes)"]})),
                {"step_type": "condition", "left_value": "{{size}}", "comparison": "equal", "right_value": "0", "steps": [
                    get(json!({"scripts": ["variables.set('w', 1)"]}))]},
                get(json!({})), failing(),
            ]),
            json!({"preserve_cookies": true}),
        ),
    ];
    indistinguishable(
        programs
            .map(|(name, steps, environment)| valued(values, twins(name, steps, environment)))
            .into_iter()
            .collect(),
    )
    .await;
}
