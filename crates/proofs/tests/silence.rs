//! No way of using a secret, and no way of failing, leaves a trace of its value in a record or in the news of a run.

use std::sync::Mutex;

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored, traces};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");

/// Values that are hard to find once something encoded them.
fn canaries() -> Vec<String> {
    let mut all: Vec<String> = [
        "s3cr3t-Kq9zX4v-tail",
        "p@ss w0rd/+&=?#%<>\"'\\{}",
        "ünïcödé-schlüssel-ß-値",
        "abcabcabdabcabcabcabd",
        "line one of it\nline two of it\r\nline three",
        "{\"user\":\"robot-9000\",\"password\":\"hunter2-hunter2\"}",
        "{{uuid}}{{get_secret(key)}}[secret:key]",
        "1234567890123456",
        // Composed and decomposed.
        "Cafe\u{301}-\u{e9}-Geheimnis-A\u{30a}ngstr\u{f6}m",
        "\u{2126}-o\u{308}8~",
        "tacit-token-0123456789abcdef0123456789abcdef",
    ]
    .map(str::to_owned)
    .to_vec();
    // As long as one may be.
    all.push((0..2048_u32).map(|at| format!("{:08x}", at.wrapping_mul(2_654_435_761))).collect());
    all
}

fn step(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

/// Ways of using a secret and ways of failing with it, each with the environment it needs.
fn usages() -> Vec<(&'static str, Value, Value)> {
    let s = "{{get_secret(key)}}";
    let none = || json!({});
    let one = |extra: Value| json!([step(extra)]);
    let script = |source: &str| json!([step(json!({"before_scripts": [source]}))]);
    let after = |source: &str| json!([step(json!({"scripts": [source]}))]);
    let check = |source: &str, property: Option<&str>, comparison: &str| json!({"source": source, "property": property, "comparison": comparison, "value": s});
    let with_key = || json!({"initial_variables": {"k": s}});
    vec![
        ("header", one(json!({"headers": {"X-Key": [s]}})), none()),
        (
            "header among text",
            one(json!({"headers": {"Authorization": [format!("Bearer {s}.sig")]}})),
            none(),
        ),
        ("query", one(json!({"url": format!("{{target}}/echo?k={s}&x=1")})), none()),
        ("path", one(json!({"url": format!("{{target}}/echo/{s}")})), none()),
        ("raw body", one(json!({"method": "POST", "body": format!("{{\"k\":\"{s}\"}}")})), none()),
        ("form body", one(json!({"method": "POST", "form": {"k": [s]}})), none()),
        (
            "multipart body",
            one(json!({"method": "POST", "multipart_form": [{"name": "k", "value": s}]})),
            none(),
        ),
        (
            "basic password",
            one(json!({"auth": {"auth_type": "basic", "username": "u", "password": s}})),
            none(),
        ),
        ("basic user", one(json!({"auth": {"auth_type": "basic", "username": s, "password": "p"}})), none()),
        ("method", one(json!({"method": s})), none()),
        ("base64 built-in", one(json!({"headers": {"X-Key": ["{{encode_base64({{k}})}}"]}})), with_key()),
        (
            "nested built-ins",
            one(json!({"headers": {"X-Key": ["{{url_encode({{encode_base64(x{{k}}y)}})}}"]}})),
            with_key(),
        ),
        ("digest", one(json!({"headers": {"X-Key": ["{{hmac_sha256(v,{{k}})}}"]}})), with_key()),
        ("variable", one(json!({"headers": {"X-Key": ["{{k}}"]}})), with_key()),
        (
            "variable of a variable",
            one(json!({"headers": {"X-Key": ["{{b}}"]}})),
            json!({"initial_variables": {"a": s, "b": "x{{a}}y"}}),
        ),
        ("environment header", one(none()), json!({"headers": {"X-Key": [s]}})),
        (
            "environment credentials",
            one(none()),
            json!({"auth": {"auth_type": "basic", "username": "u", "password": s}}),
        ),
        ("assertion target", one(json!({"assertions": [check("response_text", None, "contains")]})), none()),
        (
            "assertion on an echo",
            one(json!({"headers": {"X-Key": [s]},
            "assertions": [check("response_json", Some("headers"), "equal"), check("response_text", None, "does_not_contain")]})),
            none(),
        ),
        (
            "assertion that cannot compare",
            one(json!({"headers": {"X-Key": [s]},
            "assertions": [{"source": "response_text", "comparison": "is_less_than", "value": "1"}]})),
            none(),
        ),
        (
            "extraction of an echo",
            json!([
                step(json!({"headers": {"X-Key": [s]},
            "variables": [{"name": "all", "source": "response_text"}]})),
                step(json!({"headers": {"X-All": ["{{sha1({{all}})}}"]}}))
            ]),
            none(),
        ),
        (
            "cookie",
            json!([
                step(json!({"url": "{target}/set-cookie?session=ab12cd34ef56", "headers": {"X-Key": [s]}})),
                step(none())
            ]),
            json!({"preserve_cookies": true}),
        ),
        (
            "condition",
            json!([{"step_type": "condition", "left_value": s, "comparison": "not_empty", "right_value": s,
            "steps": [step(json!({"headers": {"X-Key": [s]}}))]}]),
            none(),
        ),
        (
            "script parameter",
            script("request.params.push({name: 'api_key', value: get_secret('key')});"),
            none(),
        ),
        ("script header", script("request.headers['X-Key'] = get_secret('key');"), none()),
        (
            "script body",
            script("request.method = 'POST'; request.body = JSON.stringify({k: get_secret('key')});"),
            none(),
        ),
        ("script log", script("log(get_secret('key')); console.log({k: [get_secret('key')]});"), none()),
        (
            "script log before the read",
            script("log('before'); var k = get_secret('key'); log(k.split('').join('-'));"),
            none(),
        ),
        (
            "script encodes",
            script("log(btoa(get_secret('key'))); log(encodeURIComponent(get_secret('key')));"),
            none(),
        ),
        ("script throws", script("throw new Error('it was ' + get_secret('key'));"), none()),
        (
            "script throws an object",
            script("throw {message: get_secret('key'), toString: function() { return get_secret('key'); }};"),
            none(),
        ),
        (
            "script asserts",
            script("assert.equal(get_secret('key'), 'guess', 'no: ' + get_secret('key'));"),
            none(),
        ),
        ("script never ends its text", script("var a = '"), none()),
        (
            "script variable",
            json!([
                step(json!({"before_scripts": ["variables.set('v', get_secret('key'))"]})),
                step(json!({"headers": {"X-Key": ["{{v}}"]}}))
            ]),
            none(),
        ),
        ("script variable by a made-up name", script("variables.set(get_secret('key'), 'x')"), none()),
        (
            "initial script",
            one(json!({"headers": {"X-Key": ["{{v}}"]}})),
            json!({"script": "variables.set('v', get_secret('key')); log(variables.get('v'));"}),
        ),
        (
            "post-response script",
            after("log(response.body + get_secret('key')); response.body = get_secret('key');"),
            none(),
        ),
        (
            "post-response script on an echo",
            json!([step(json!({"headers": {"X-Key": [s]},
            "scripts": ["log(response.body); variables.set('b', response.body); throw new Error(response.body);"]}))]),
            none(),
        ),
        (
            "environment script",
            one(none()),
            json!({"pre_request_scripts": ["request.headers['X-Key'] = get_secret('key'); log(request)"]}),
        ),
        ("refused connection", one(json!({"url": "http://127.0.0.1:1/", "headers": {"X-Key": [s]}})), none()),
        (
            "refused connection with it in the URL",
            one(json!({"url": format!("http://127.0.0.1:1/{s}?k={s}")})),
            none(),
        ),
        ("bad host name", one(json!({"url": format!("http://no-such-host.invalid/{s}")})), none()),
        ("it is the host name", one(json!({"url": format!("http://{s}/")})), none()),
        ("it is the URL", one(json!({"url": s})), none()),
        ("it is the port", one(json!({"url": format!("http://127.0.0.1:{s}/")})), none()),
        ("user information", one(json!({"url": format!("http://u:{s}@127.0.0.1/")})), none()),
        ("refused address", one(json!({"url": format!("http://169.254.169.254/{s}")})), none()),
        (
            "TLS failure",
            one(json!({"url": format!("{{target_tls}}/{s}"), "headers": {"X-Key": [s]}})),
            none(),
        ),
        (
            "redirect elsewhere",
            one(
                json!({"url": format!("{{target}}/redirect-to?to=http://localhost:1/{s}"), "headers": {"X-Key": [s]}}),
            ),
            none(),
        ),
        ("redirect here", one(json!({"url": format!("{{target}}/redirect-to?to=/echo/{s}")})), none()),
        ("closed connection", one(json!({"url": format!("{{target}}/close?{s}")})), none()),
        ("header with a line break", one(json!({"headers": {"X-Key": [format!("a\r\n{s}")]}})), none()),
        (
            "template error around it",
            one(json!({"headers": {"X-Key": ["{{format_timestamp({{k}}, YYYY)}}"]}})),
            with_key(),
        ),
        (
            "random length from it",
            one(json!({"headers": {"X-Key": ["{{random_string({{k}})}}"]}})),
            with_key(),
        ),
        (
            "name of a secret from it",
            one(json!({"headers": {"X-Key": ["{{get_secret({{k}})}}"]}})),
            with_key(),
        ),
        (
            "broken JSON body answered",
            one(json!({"url": format!("{{target}}/status/200?{s}"), "headers": {"X-Key": [s]},
            "assertions": [{"source": "response_json", "property": "a", "comparison": "equal", "value": s}]})),
            none(),
        ),
        (
            "broken XML body answered",
            one(json!({"headers": {"X-Key": [s]},
            "assertions": [{"source": "response_xml", "property": "//a", "comparison": "equal", "value": s}]})),
            none(),
        ),
    ]
}

const TIERS: [&str; 4] = ["strict", "redact", "sealed", "sealed and redact"];

/// Where a way of using a secret stands.
#[derive(Clone, Copy, Debug)]
enum Within {
    Test,
    Condition,
    Loop,
    Subtest,
    SubtestInLoop,
}

impl Within {
    const ALL: [Self; 5] = [Self::Test, Self::Condition, Self::Loop, Self::Subtest, Self::SubtestInLoop];

    /// The program, with what it runs as a subtest.
    fn place(self, steps: Value, environment: Value) -> (Program, Option<Program>) {
        let block = |step_type: &str, steps: Value| {
            json!({"step_type": step_type, "left_value": "{{get_secret(key)}}", "comparison": "not_empty",
                "max_iterations": 2, "steps": steps})
        };
        let call = || {
            json!({"step_type": "subtest", "test_uuid": "inner", "params": [{"name": "p", "value": "{{get_secret(key)}}"}],
                "scripts": ["log(response.body)"],
                "assertions": [{"source": "response_text", "comparison": "equal", "value": "{{get_secret(key)}}"}],
                "variables": [{"name": "all", "source": "response_text"}]})
        };
        let outer = |steps: Value| Program { steps, environment: json!({}) };
        let inner = Program { steps: steps.clone(), environment: environment.clone() };
        match self {
            Self::Test => (inner, None),
            Self::Condition => (Program { steps: json!([block("condition", steps)]), environment }, None),
            Self::Loop => (Program { steps: json!([block("conditional-loop", steps)]), environment }, None),
            Self::Subtest => (outer(json!([call()])), Some(inner)),
            Self::SubtestInLoop => (outer(json!([block("conditional-loop", json!([call()]))])), Some(inner)),
        }
    }
}

/// The traces that a value leaves in one tier, used in every way.
async fn left_by(canary: &str, tier: &str, within: &[Within]) -> Vec<String> {
    let start: String = canary.chars().take(canary.chars().count() / 2).collect();
    let mut world = World::new(SANDBOX).await.with("key", canary);
    if start.len() >= 8 {
        // Its value is the beginning of the other's.
        world.set("start", &start);
    }
    if tier.contains("sealed") {
        world.seal("key", &["{target}"]);
    }
    if tier.contains("redact") {
        world.redact("key");
    }
    let mut found = Vec::new();
    let mut ways = Vec::new();
    for within in within {
        ways.extend(usages().into_iter().map(|usage| (*within, usage)));
    }
    for (within, (name, steps, environment)) in ways {
        let name = format!("{name} in a {within:?}, {tier}");
        let (program, inner) = within.place(steps, environment);
        if let Some(inner) = inner {
            world.subtest("inner", inner);
        }
        let news = Mutex::new(String::new());
        let listen = |progress: tacit_record::Progress| {
            let text = serde_json::to_string(&progress).expect("news can be serialised");
            news.lock().expect("nobody panics with it").push_str(&text);
        };
        let run = world.run_with_news(&program, &listen).await;
        let news = news.into_inner().expect("nobody panics with it");
        for (sink, text) in [("record", stored(&run)), ("news", news)] {
            for form in traces::find(text.as_bytes(), canary) {
                found.push(format!("{name}: {form} of {canary:?} in the {sink}"));
            }
        }
        // Something before it did not find it.
        found.extend(run.withheld.then(|| format!("{name}: the last look found {canary:?}")));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_of_using_a_secret_leaves_a_trace() {
    let canaries = canaries();
    let ways = usages().len() * Within::ALL.len();
    assert!(ways >= 240, "{ways} ways of using a secret");
    let mut turns = Vec::new();
    for (index, canary) in canaries.into_iter().enumerate() {
        for (number, tier) in TIERS.into_iter().enumerate() {
            // Each value stands within something in one tier; over all values each tier is tried within three of the four.
            let mut within = vec![Within::Test];
            if index % TIERS.len() == number {
                within.push(Within::ALL[1 + (index / TIERS.len() + index) % (Within::ALL.len() - 1)]);
            }
            let canary = canary.clone();
            turns.push(tokio::spawn(async move { left_by(&canary, tier, &within).await }));
        }
    }
    let mut found = Vec::new();
    for turn in turns {
        found.extend(turn.await.expect("no turn panics"));
    }
    assert!(found.is_empty(), "{} traces:\n{}", found.len(), found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_variable_is_found_where_variables_show() {
    let world = World::new(SANDBOX).await;
    for canary in canaries().iter().filter(|canary| !canary.contains("{{")) {
        let steps = json!([step(json!({"headers": {"X-Key": ["{{encode_base64({{k}})}}"]},
            "before_scripts": ["log(variables.get('k'))"]}))]);
        let program = Program { steps, environment: json!({"initial_variables": {"k": canary}}) };
        let text = stored(&world.run(&program).await);
        let found = traces::find(text.as_bytes(), canary);
        assert!(found.contains(&"JSON") && found.contains(&"base64"), "{canary:?}: {found:?}");
    }
}
