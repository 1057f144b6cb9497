//! How it ends, and what it says then.

use std::time::Duration;

use serde_json::json;
use tacit_testkit::target::Target;

use crate::{
    common::{Workplace, ended, terminate},
    look::steady,
};

const ORDERS: &str = r#"
name: Orders
steps:
  - step_type: request
    method: GET
    url: "{{base}}/json"
    note: everything there is
    assertions:
      - {source: response_status, comparison: equal_number, value: 200}
      - {source: response_json, property: "items[0].name", comparison: equal, value: "item number 0"}
    variables:
      - {name: count, source: response_json, property: count}
    scripts: ["log('found ' + variables.get('count')); assert.equal(response.status, 200)"]
  - step_type: condition
    left_value: "{{count}}"
    comparison: equal_number
    right_value: "12"
    steps:
      - step_type: request
        method: GET
        url: "{{base}}/status/204"
        assertions:
          - {source: response_status, comparison: equal_number, value: "{{wanted}}"}
  - step_type: request
    method: GET
    url: "{{base}}/loop"
    skipped: true
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_passes() {
    let target = Target::http().await;
    let place = Workplace::new();
    place.write("orders.yaml", ORDERS);
    let base = format!("base={}", target.url("").trim_end_matches('/'));
    let done = place.run(&["run", "orders.yaml", "--var", &base, "--var", "wanted=204"]).await;
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    insta::assert_snapshot!("passed", steady(&done.out));

    let done = place.run(&["run", "-v", "orders.yaml", "--var", &base, "--var", "wanted=204"]).await;
    assert_eq!(done.code, 0);
    insta::assert_snapshot!("passed_verbose", steady(&done.out));

    let done = place.run(&["run", "-q", "orders.yaml", "--var", &base, "--var", "wanted=204"]).await;
    insta::assert_snapshot!("passed_quiet", steady(&done.out));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_that_fails() {
    let target = Target::http().await;
    let place = Workplace::new();
    place.write("orders.yaml", ORDERS);
    let base = format!("base={}", target.url("").trim_end_matches('/'));
    let done = place.run(&["run", "orders.yaml", "--var", &base, "--var", "wanted=418"]).await;
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    insta::assert_snapshot!("failed", steady(&done.out));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_results() {
    let place = Workplace::new();
    let request = |url: &str| json!({"step_type": "request", "method": "GET", "url": url});
    let test = json!({"name": "Nothing works", "steps": [
        request("http://127.0.0.1:1/"), request("http://no-such-host.invalid/"), request("{{nowhere}}"),
        {"step_type": "request", "method": "GET", "url": "http://127.0.0.1:1/", "before_scripts": ["throw new Error('no way')"]},
        {"step_type": "ghost-inspector", "name": "other"}, {"step_type": "subtest", "test_uuid": "nowhere"}
    ]});
    place.write("test.json", test.to_string());
    let done = place.run(&["run", "test.json"]).await;
    assert_eq!(done.code, 1);
    // What the resolver says, and whether it says anything, depends on the machine.
    let resolver = regex::Regex::new("DNS in request(: .*)?").unwrap();
    let told = steady(&done.out);
    insta::assert_snapshot!("errors", resolver.replace(&told, "DNS in request [reason]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_script_is_ended() {
    let place = Workplace::new();
    let test = json!({"name": "Loop", "steps": [
        {"step_type": "request", "method": "GET", "url": "http://127.0.0.1:1/", "before_scripts": ["while (true) {}"]}
    ]});
    place.write("test.json", test.to_string());
    let done = place.run(&["run", "test.json"]).await;
    assert_eq!(done.code, 1);
    insta::assert_snapshot!("endless_script", steady(&done.out));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_nothing_more_is_started() {
    let place = Workplace::new();
    let test = |name: &str| json!({"name": name, "steps": [{"step_type": "request", "method": "GET", "url": "http://127.0.0.1:1/"}]});
    place.write("tests.json", json!([test("First"), test("Second")]).to_string());
    let done = place.run(&["run", "--bail", "tests.json"]).await;
    assert_eq!(done.code, 1);
    insta::assert_snapshot!("bail", steady(&done.out));

    let done = place.run(&["run", "--jobs", "2", "tests.json"]).await;
    assert!(done.out.ends_with("failed in 0 ms\n") || done.out.contains("Tests: 2 failed"), "{}", done.out);
    let (first, second) = (done.out.find("First").unwrap(), done.out.find("Second").unwrap());
    assert!(first < second, "in the order of the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_the_runs_and_the_report_is_still_written() {
    let target = Target::http().await;
    let place = Workplace::new();
    let url = target.url("/slow?head=60000");
    let test = json!({"name": "Slow", "steps": [{"step_type": "request", "method": "GET", "url": url}]});
    place.write("tests.json", json!([test, test]).to_string());
    let child = place.tacit(&["run", "tests.json", "--reporter", "json"]).spawn().unwrap();
    while target.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    terminate(&child);
    let done = ended(child).await;
    assert_eq!(done.code, 130);
    let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(report["runs"][0]["result"], "canceled");
    assert_eq!(report["runs"][1]["result"], "not_run");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_free_unless_they_are_guarded() {
    let target = Target::http().await;
    let place = Workplace::new();
    let test = json!({"name": "Local", "steps": [{"step_type": "request", "method": "GET", "url": target.url("/json")}]});
    place.write("test.json", test.to_string());
    assert_eq!(place.run(&["run", "test.json"]).await.code, 0);
    let done = place.run(&["run", "--egress-guard", "test.json"]).await;
    assert_eq!(done.code, 1);
    assert!(done.out.contains("EGRESS_POLICY"), "{}", done.out);
    assert_eq!(
        place.run(&["run", "--egress-guard", "--allow-egress", "127.0.0.0/8", "test.json"]).await.code,
        0
    );
    assert_eq!(target.seen().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pipe_may_close_early() {
    let place = Workplace::new();
    let test = json!({"name": "Refused", "steps": [{"step_type": "request", "method": "GET", "url": "http://127.0.0.1:1/"}]});
    place.write("test.json", test.to_string());
    let mut child = place.tacit(&["run", "test.json"]).spawn().unwrap();
    drop(child.stdout.take());
    let done = ended(child).await;
    assert_eq!((done.code, done.err.as_str()), (1, ""));
}
