//! Definition files in YAML, and files with several tests.

use serde_json::json;
use tacit_spec::{Notation, TestDefinition, test_file};

const YAML: &str = "\
# yaml-language-server: $schema=test.schema.json
name: Orders
description: >
  Creates an order
  and reads it.
defaults: &json
  Content-Type: application/json
steps:
  - step_type: request
    method: POST
    url: '{{base_url}}/orders'
    headers:
      <<: *json
      X-Version: 1.10
      X-Flag: true
    body: |
      {\"sku\": \"{{sku}}\", \"nested\": {\"a\": {}}}
    assertions:
      - {source: response_status, comparison: equal_number, value: 201}
      - {source: response_time, comparison: is_less_than, value: '800'}
  - {step_type: pause, duration: 0x05}
environment:
  initial_variables: {base_url: http://127.0.0.1, port: 8080}
";

#[test]
fn yaml_says_the_same_as_json() {
    let loaded = test_file::load_with_environments(YAML, "orders.yaml").unwrap().remove(0);
    let json = json!({
        "name": "Orders",
        "description": "Creates an order and reads it.\n",
        "defaults": {"Content-Type": "application/json"},
        "steps": [
            {
                "step_type": "request", "method": "POST", "url": "{{base_url}}/orders",
                "headers": {"X-Version": ["1.10"], "X-Flag": ["true"], "Content-Type": ["application/json"]},
                "body": "{\"sku\": \"{{sku}}\", \"nested\": {\"a\": {}}}\n",
                "assertions": [
                    {"source": "response_status", "comparison": "equal_number", "value": 201},
                    {"source": "response_time", "comparison": "is_less_than", "value": "800"}
                ]
            },
            {"step_type": "pause", "duration": 5}
        ]
    });
    assert_eq!(loaded.test.to_export(), json);
    assert_eq!(loaded.environments[0].initial_variables["port"], "8080");
    assert_eq!(TestDefinition::from_yaml(YAML).unwrap(), loaded.test);
}

#[test]
fn scalars_follow_the_core_schema() {
    let text = "\
name: s
steps: []
plain: [null, ~, '', true, False, yes, no, on, 12, -3, +4, 0o17, 0x1F, 1.5, 1e3, .5, 1.2.3, 2020-01-02, .inf, '12', \"12\", 1-2, e5]
tagged: [!!str 12, !!int 12, !other x]
empty:
";
    let read = TestDefinition::from_yaml(text).unwrap();
    assert_eq!(
        read.other["plain"],
        json!([
            null,
            null,
            "",
            true,
            false,
            "yes",
            "no",
            "on",
            12,
            -3,
            4,
            15,
            31,
            1.5,
            1000.0,
            0.5,
            "1.2.3",
            "2020-01-02",
            ".inf",
            "12",
            "12",
            "1-2",
            "e5"
        ])
    );
    assert_eq!(read.other["tagged"], json!(["12", 12, "x"]));
    assert_eq!(read.other["empty"], json!(null));
}

#[test]
fn several_tests_in_one_file() {
    let one = r#"{"name": "1", "steps": [{"step_type": "pause", "duration": 1}], "environments": [{"name": "own"}]}"#;
    let two = one.replace('1', "2");
    for text in [
        format!("[{one}, {two}]"),
        format!(r#"{{"tests": [{one}, {two}], "environments": [{{"name": "shared"}}]}}"#),
        format!("tests:\n  - {one}\n  - {two}\nenvironment: {{name: shared}}\n"),
    ] {
        let loaded = test_file::load_with_environments(&text, "").unwrap();
        let names: Vec<_> = loaded.iter().map(|loaded| loaded.test.name.as_str()).collect();
        assert_eq!(names, ["1", "2"]);
        assert_eq!(loaded[1].environments[0].name, "own");
        assert_eq!(loaded[1].environments.len(), if text.contains("shared") { 2 } else { 1 });
    }
}

#[test]
fn mistakes_in_the_second_test_say_so() {
    let errors = test_file::load(
        "- name: a\n  steps: []\n- name: b\n  steps: [{step_type: pause, duration: 500}]\n",
        "x.yaml",
    );
    insta::assert_snapshot!(crate::lines(&errors.unwrap_err()), @r#"
    line 2, column 10: the test has no steps: add a step, such as a request ([0].steps)
    line 4, column 40: a pause of 500 s is not possible: a pause lasts 1 to 180 seconds ([1].steps[0].duration)
    "#);
}

#[test]
fn notation_is_told_by_name_or_text() {
    assert_eq!(Notation::of("a.JSON", ""), Notation::Json);
    assert_eq!(Notation::of("a.yml", "{}"), Notation::Yaml);
    assert_eq!(Notation::of("-", "\u{feff} [1]"), Notation::Json);
    assert_eq!(Notation::of("-", "name: a"), Notation::Yaml);
}
