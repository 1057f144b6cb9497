//! What survives of a step, row by row.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUE: &str = "s3cr3t-Kq9/zX+4v~tail";

async fn run(steps: Value, environment: Value) -> Value {
    let world = World::new(SANDBOX).await.with("private_api_key", VALUE);
    let run = world.run(&Program { steps, environment }).await;
    let text = stored(&run);
    assert!(!text.contains(VALUE), "the value shows: {text}");
    serde_json::to_value(&run).expect("records can be serialised")
}

fn get(extra: Value) -> Value {
    let mut step = json!({
        "step_type": "request", "method": "GET", "url": "{target}/echo",
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
        "variables": [{"name": "path", "source": "response_json", "property": "path"}],
    });
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_without_a_secret_is_shown_whole() {
    let run = run(json!([get(json!({}))]), json!({})).await;
    let step = &run["steps"][0];
    assert_eq!(run["result"], "pass", "{run:#}");
    assert_eq!(step["hops"][0]["request"]["shown"]["method"], "GET");
    assert_eq!(step["hops"][0]["status"]["shown"], 200);
    assert!(
        step["hops"][0]["response"]["shown"]["body"]["text"]["text"]
            .as_str()
            .is_some_and(|t| t.contains("/echo"))
    );
    assert_eq!(step["assertions"][0]["actual"]["shown"], "200");
    assert_eq!(step["variables"][0]["value"]["shown"], "/echo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_a_header_hides_what_could_hold_it_and_keeps_the_verdict() {
    let header = json!({"headers": {"X-Api-Key": ["{{get_secret(private_api_key)}}"]}});
    let run = run(json!([get(header)]), json!({})).await;
    let step = &run["steps"][0];
    assert_eq!(run["result"], "pass", "{run:#}");
    let hop = &step["hops"][0];
    assert_eq!(hop["request"], json!({"hidden": "secret_sent"}));
    assert_eq!(hop["response"], json!({"hidden": "secret_sent"}));
    assert_eq!(hop["sizes"], json!({"hidden": "secret_sent"}));
    assert_eq!(hop["status"]["shown"], 200);
    assert!(hop["timings"]["shown"]["total"].is_number());
    assert!(hop["connection"]["shown"]["remote"].is_string());
    assert_eq!(step["assertions"][0]["passed"]["shown"], true);
    assert_eq!(step["assertions"][0]["actual"], json!({"hidden": "secret_sent"}));
    assert_eq!(step["assertions"][0]["target"], json!({"hidden": "secret_sent"}));
    assert_eq!(step["variables"][0]["value"], json!({"hidden": "secret_sent"}));
    assert_eq!(step["secrets"], json!(["private_api_key"]));
    assert_eq!(run["secrets"], json!(["private_api_key"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_reads_the_secret_leaves_the_verdict_of_the_run_only() {
    let script = r#"request.params.push({name: "api_key", value: get_secret("private_api_key")});"#;
    let run = run(json!([get(json!({"before_scripts": [script]}))]), json!({})).await;
    let step = &run["steps"][0];
    assert_eq!(run["result"], "pass", "{run:#}");
    let hidden = json!({"hidden": "script_saw_secret"});
    for part in ["request", "response", "status", "timings", "sizes", "connection"] {
        assert_eq!(step["hops"][0][part], hidden, "{part}");
    }
    assert_eq!(step["result"], hidden);
    assert_eq!(step["errors"], hidden);
    assert_eq!(step["assertions"][0]["passed"], hidden);
    assert_eq!(step["scripts"][0]["output"], hidden);
    assert_eq!(step["scripts"][0]["passed"], hidden);
    assert_eq!(run["response_time_ms"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_label_follows_a_variable_a_cookie_and_an_extracted_value() {
    let steps = json!([
        get(json!({"url": "{target}/set-cookie?session=abc123def456", "headers": {"X-Api-Key": ["{{key}}"]},
            "variables": [{"name": "token", "source": "response_text"}], "assertions": []})),
        get(json!({"variables": []})),
        get(json!({"headers": {"X-Token": ["{{token}}"]}})),
    ]);
    let environment =
        json!({"initial_variables": {"key": "{{get_secret(private_api_key)}}"}, "preserve_cookies": true});
    let run = run(steps, environment).await;
    for (index, why) in ["variable", "cookie", "extracted value"].iter().enumerate() {
        let hop = &run["steps"][index]["hops"][0];
        assert_eq!(hop["request"], json!({"hidden": "secret_sent"}), "{why}: {run:#}");
    }
    assert_eq!(run["initial_variables"][0]["name"], "key");
    assert_eq!(run["initial_variables"][0]["value"], json!({"hidden": "secret_sent"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_is_named_and_nothing_is_sent() {
    let header = json!({"headers": {"X-Api-Key": ["{{get_secret(no_such_key)}}"]}});
    let run = run(json!([get(header)]), json!({})).await;
    assert_eq!(run["result"], "fail");
    let error = &run["steps"][0]["errors"]["shown"][0];
    assert_eq!(error["code"], "SECRET_UNAVAILABLE");
    assert_eq!(error["place"], "headers.X-Api-Key");
    assert!(
        error["hint"].as_str().is_some_and(|hint| hint.contains("no_such_key") && hint.contains("owner")),
        "{error}"
    );
    assert_eq!(run["steps"][0]["hops"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_under_a_labelled_condition_show_no_more_than_that() {
    let inner = get(json!({}));
    let steps = json!([{
        "step_type": "condition", "left_value": "{{get_secret(private_api_key)}}", "comparison": "contains",
        "right_value": "s3cr3t", "steps": [inner]
    }, get(json!({}))]);
    let run = run(steps, json!({})).await;
    let conditional = json!({"hidden": "conditional"});
    let inner = &run["steps"][0]["steps"][0];
    assert_eq!(inner["result"], conditional, "{run:#}");
    assert_eq!(inner["hops"][0]["status"], conditional);
    assert_eq!(inner["assertions"][0]["passed"], conditional);
    assert_eq!(run["steps"][0]["condition"]["held"], conditional);
    assert_eq!(run["steps"][1]["hops"][0]["status"]["shown"], 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_never_reaches_the_name_servers() {
    let world = World::new(SANDBOX).await.with("private_api_key", "topsecret-host");
    let steps = json!([
        {"step_type": "request", "method": "GET", "url": "http://{{get_secret(private_api_key)}}.example.com/"},
        {"step_type": "request", "method": "GET", "url": "http://a.example.com/",
         "before_scripts": ["request.url = 'http://' + get_secret('private_api_key') + '.example.com/'"]},
    ]);
    let run = world.run(&Program { steps, environment: json!({}) }).await;
    assert!(!stored(&run).contains("topsecret"));
    let run = serde_json::to_value(&run).expect("JSON");
    assert_eq!(run["result"], "fail");
    assert_eq!(run["steps"][0]["errors"]["shown"][0]["code"], "URL", "{run:#}");
    assert_eq!(run["steps"][1]["errors"], json!({"hidden": "script_saw_secret"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn redaction_shows_everything_but_the_value() {
    let mut world = World::new(SANDBOX).await.with("private_api_key", VALUE);
    world.redact("private_api_key");
    let steps = json!([get(json!({"headers": {"X-Api-Key": ["{{get_secret(private_api_key)}}"]}}))]);
    let run = world.run(&Program { steps, environment: json!({}) }).await;
    assert!(!stored(&run).contains(VALUE));
    let run = serde_json::to_value(&run).expect("JSON");
    let hop = &run["steps"][0]["hops"][0];
    let headers = hop["request"]["shown"]["headers"].to_string();
    assert!(headers.contains("[secret:private_api_key]"), "{headers}");
    let body = hop["response"]["shown"]["body"]["text"]["text"].as_str().expect("the echo").to_owned();
    assert!(body.contains("[secret:private_api_key]"), "{body}");
    assert_eq!(run["steps"][0]["variables"][0]["value"]["shown"], "/echo");
    assert_eq!(hop["sizes"]["shown"]["response_body"], body.len(), "the size is that of the redacted form");
}
