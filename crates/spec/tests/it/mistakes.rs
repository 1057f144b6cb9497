//! What people are told about a definition that cannot be read or run.

use tacit_spec::{TestDefinition, test_file};

use crate::lines;

fn said(text: &str, file_name: &str) -> String {
    lines(&test_file::load(text, file_name).expect_err("has mistakes"))
}

#[test]
fn all_mistakes_of_a_json_file_with_their_places() {
    let text = r#"{
  "name": "Orders",
  "steps": [
    {
      "step_type": "request",
      "methd": "GET",
      "url": "https://a.example/é",
      "headers": {"X-Api-Key": [{"a": 1}], "Accept": null},
      "assertions": [
        {"source": "response_jsn", "comparison": "equalz", "value": 1},
        {"comparison": "like", "source": "response_status", "value": [1]}
      ],
      "variables": [{"source": "response_json"}],
      "scripts": 5,
      "skipped": "no"
    },
    {"step_type": "puase", "duration": 5},
    {"step_type": "pause", "duration": "soon"},
    {"step": "request"},
    {"step_type": "condition", "left_value": "a", "steps": [{"step_type": "request", "method": "GET"}]},
    7
  ]
}"#;
    insta::assert_snapshot!(said(text, "orders.json"), @"");
}

#[test]
fn all_mistakes_of_a_yaml_file_with_their_places() {
    let text = "\
name: Orders
steps:
  - step_type: request
    method: GET
    url: https://a.example/{{md5(x}}
    headers:
      X-Api-Key: '{{get_secret(my key)}}'
      Accept: [a, '{{get_secret}}', '{{get_secret(a, b)}}']
    body: |
      {\"a\": \"{{key_{{stage}}}}\"}
    variables:
      - {name: get_secret, source: response_text}
      - {name: runscope_region, source: response_text}
      - {name: '', source: response_text}
  - step_type: pause
    duration: 181
  - step_type: condition
    left_value: ''
    comparison: empty
    steps:
      - step_type: request
        method: ''
        url: ''
";
    insta::assert_snapshot!(said(text, "orders.yaml"), @"");
}

#[test]
fn mistakes_of_notation() {
    let mut report = String::new();
    for (text, file) in [
        ("", "a.json"),
        ("{\"name\": \"é\" \"x\": 1}", "a.json"),
        ("{\"name\": \"a\",\n \"steps\": [", "a.json"),
        ("{\"name\": \"a\", \"name\": \"b\"}", "a.json"),
        ("{\"name\": \"\\ud800\"}", "a.json"),
        ("{\"name\": 1e999}", "a.json"),
        ("[]", "a.json"),
        ("7", "a.json"),
        ("", "a.yaml"),
        ("name: a\nurl: {{base}}/x\n", "a.yaml"),
        ("name: a\nurl: {{base}}\n", "a.yaml"),
        ("name: [a\n", "a.yaml"),
        ("name: a\n\tb: c\n", "a.yaml"),
        ("name: a\n---\nname: b\n", "a.yaml"),
        ("name: a\nname: b\n", "a.yaml"),
        ("a: &a [*a]\n", "a.yaml"),
        ("a: *b\n", "a.yaml"),
        ("a: !!int x\n", "a.yaml"),
        ("<<: 5\n", "a.yaml"),
        ("tests: {}\n", "a.yml"),
    ] {
        report += &said(text, file);
    }
    insta::assert_snapshot!(report, @"");
}

#[test]
fn bombs_end_in_an_error() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let mut deep_alias = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        deep_alias += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    let report = [
        said(&bomb, "a.yaml"),
        said(&deep_alias, "a.yaml"),
        said(&"[".repeat(5000), "a.yaml"),
        said(&format!("{}{}", "[".repeat(5000), "]".repeat(5000)), "a.json"),
        said(&"- ".repeat(5000), "a.yaml"),
        said(&" ".repeat(11 << 20), "a.json"),
        said(&format!("[{}1]", "1,".repeat(1_000_001)), "a.json"),
    ];
    insta::assert_snapshot!(report.concat(), @"");
}

#[test]
fn long_input_is_not_quoted() {
    let secret = "s3cr3t-".repeat(100);
    let text = format!(
        r#"{{"name": "a", "steps": [{{"step_type": "request", "method": "GET", "url": "u", "headers": "{secret}", "{secret}": 1,
        "assertions": [{{"source": "{secret}", "comparison": "{secret}"}}]}}]}}"#
    );
    for error in TestDefinition::from_json(&text).unwrap_err() {
        assert!(error.to_string().len() < 400, "{error}");
    }
}

#[test]
fn too_many_mistakes_are_cut() {
    let text = format!(r#"{{"name": "a", "steps": [{}7]}}"#, "7,".repeat(1000));
    assert_eq!(TestDefinition::from_json(&text).unwrap_err().len(), 100);
}

#[test]
fn the_number_of_steps_is_limited() {
    let pause = r#"{"step_type": "pause", "duration": 1}"#;
    let load = |count: usize| {
        let text = format!(r#"{{"name": "a", "steps": [{}]}}"#, vec![pause; count].join(","));
        test_file::load(&text, "a.json").map(|_| ()).map_err(|errors| lines(&errors))
    };
    insta::assert_snapshot!(load(0).unwrap_err(), @"");
    assert_eq!(load(99), Ok(()));
    insta::assert_snapshot!(load(100).unwrap_err(), @"");
}
