//! A secret reaches the target and nothing else.

use serde_json::{Value, json};
use tacit_testkit::target::Target;

use crate::{
    common::{Done, Workplace, finish_with},
    look::{Search, finish},
};

const SECRET: &str = "Zx7-canary/4815+162342=qT";
const CONTROL: &str = "Zx7-control/4815+162342=qT";

fn step(fields: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{{base}}/echo"});
    step.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    step
}

fn fails(source: &str) -> Value {
    json!([{"source": source, "property": null, "comparison": "equal", "value": "something else"}])
}

/// Every way to use a value, each with something that fails, so that the report has a reason to tell data. `get` is
/// the template that yields the value, `script` the expression.
fn test(name: &str, target: &Target, get: &str, script: &str) -> String {
    let base = target.url("").trim_end_matches('/').to_owned();
    json!({
        "name": name,
        "environment": {"name": "e", "initial_variables": {"base": base, "key": get}},
        "steps": [
            step(json!({"headers": {"X-Api-Key": [get]}, "assertions": fails("response_text")})),
            step(json!({"url": "{{base}}/echo?q={{key}}", "assertions": fails("response_json")})),
            step(json!({"method": "POST", "body": format!("{{\"k\": \"{get}\"}}"), "assertions": fails("response_text"),
                        "variables": [{"name": "back", "source": "response_json", "property": "body"},
                                      {"name": "none", "source": "response_json", "property": "nothing"}]})),
            step(json!({"url": "{{base}}/echo?b={{back}}", "assertions": fails("response_text")})),
            step(json!({"auth": {"auth_type": "basic", "username": "u", "password": get}, "assertions": fails("response_headers")})),
            step(json!({"before_scripts": [format!("request.params.push({{name: 'p', value: {script}}});")],
                        "assertions": fails("response_text")})),
            step(json!({"scripts": [format!("log({script}); throw new Error('got ' + {script});")]})),
            step(json!({"scripts": [format!("assert.equal({script}, 'x');")]})),
            step(json!({"url": "http://127.0.0.1:1/{{key}}"})),
            step(json!({"url": format!("http://{get}.invalid/")})),
            step(json!({"url": "{{base}}/redirect-to?to=/echo?r={{url_encode({{key}})}}", "assertions": fails("response_text")}))
        ]
    })
    .to_string()
}

async fn everything(place: &Workplace, done: Done) -> Vec<(&'static str, String)> {
    vec![
        ("standard output", done.out),
        ("standard error", done.err),
        ("JUnit", place.read("junit.xml")),
        ("JSON", place.read("report.json")),
    ]
}

const REPORTS: &[&str] =
    &["run", "test.json", "-v", "--reporter-junit", "junit.xml", "--reporter-json", "report.json"];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_value_is_told_anywhere() {
    let target = Target::http().await;
    let place = Workplace::new();
    // Its name holds the value too: a slip that must not show either.
    place.write(
        "test.json",
        test(&format!("named {SECRET}"), &target, "{{get_secret(api_key)}}", "get_secret('api_key')"),
    );
    let mut command = place.tacit(REPORTS);
    command.env("TACIT_SECRET_api_key", SECRET);
    let done = finish(command).await;
    assert_eq!(done.code, 1, "{}", done.err);
    let search = Search::of(&[SECRET]);
    for (sink, text) in everything(&place, done).await {
        assert!(!search.finds(&text), "{sink} holds the value:\n{text}");
    }
    let seen = format!("{:?}", target.seen());
    assert!(search.finds(&seen), "the target received the value");
    assert_eq!(target.seen()[0].header("x-api-key"), Some(SECRET));
    assert!(target.seen().iter().any(|seen| seen.path.contains("p=Zx7-canary")), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_an_ordinary_value_in_each_report() {
    let target = Target::http().await;
    let place = Workplace::new();
    place.write("test.json", test("control", &target, "{{plain}}", "variables.get('plain')"));
    let variable = format!("plain={CONTROL}");
    let arguments = [REPORTS, &["--var", &variable]].concat();
    let done = place.run(&arguments).await;
    assert_eq!(done.code, 1);
    let search = Search::of(&[CONTROL]);
    for (sink, text) in everything(&place, done).await {
        assert_eq!(search.finds(&text), sink != "standard error", "{sink}:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_from_files_and_standard_input() {
    let target = Target::http().await;
    let place = Workplace::new();
    let two = json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": target.url("/json"),
        "headers": {"X-A": ["{{get_secret(a)}}"], "X-B": ["{{get_secret(B_2)}}"]}}]});
    place.write("test.json", two.to_string());
    let last = || {
        let seen = target.seen().pop().unwrap();
        (seen.header("x-a").unwrap().to_owned(), seen.header("x-b").unwrap().to_owned())
    };

    place.write("lines.env", "# two secrets\na = spaced \r\nB_2=one=two#three\n");
    let done = place.run(&["run", "test.json", "--secret-file", "lines.env"]).await;
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert_eq!(last(), ("spaced".into(), "one=two#three".into()));

    place.write("map.json", r#"{"a": "from file", "B_2": "second"}"#);
    let mut command = place.tacit(&["run", "test.json", "--secret-file", "map.json", "--secret-stdin", "a"]);
    command.env("TACIT_SECRET_a", "from environment");
    assert_eq!(finish_with(command, "from stdin\n").await.code, 0);
    assert_eq!(last(), ("from stdin".into(), "second".into()));

    let command = place.tacit(&["run", "test.json", "--secrets-stdin"]);
    assert_eq!(finish_with(command, "a=first\nB_2=second").await.code, 0);
    assert_eq!(last(), ("first".into(), "second".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_is_told_before_and_fails_its_step() {
    let target = Target::http().await;
    let place = Workplace::new();
    let test = json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": target.url("/json"),
        "headers": {"X-A": ["{{get_secret(api_key)}}"]}}]});
    place.write("test.json", test.to_string());
    let done = place.run(&["run", "test.json"]).await;
    assert_eq!(done.code, 1);
    assert!(done.err.contains("set TACIT_SECRET_api_key"), "{}", done.err);
    assert!(done.out.contains("SECRET_UNAVAILABLE in headers.X-A"), "{}", done.out);
    assert!(target.seen().is_empty(), "nothing was sent");
}
