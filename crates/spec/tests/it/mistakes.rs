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
    insta::assert_snapshot!(said(text, "orders.json"), @r#"
    line 6, column 7: unknown field `methd`: did you mean `method`? (steps[0].methd)
    line 8, column 33: expected text, found a mapping: quote it; a JSON body is text too, in YAML as a block after `|` (steps[0].headers["X-Api-Key"][0])
    line 8, column 54: expected text, found null (steps[0].headers.Accept)
    line 10, column 20: unknown source `response_jsn`: did you mean `response_json`? (steps[0].assertions[0].source)
    line 10, column 50: unknown comparison `equalz`: did you mean `equal`? (steps[0].assertions[0].comparison)
    line 11, column 24: unknown comparison `like`: use one of empty, not_empty, equal, not_equal, contains, does_not_contain, has_key, has_value, is_null, is_a_number, equal_number, is_less_than, is_less_than_or_equal, is_greater_than, is_greater_than_or_equal (steps[0].assertions[1].comparison)
    line 11, column 70: expected text, found a list (steps[0].assertions[1].value)
    line 13, column 21: the field `name` is missing (steps[0].variables[0])
    line 14, column 18: expected a list, found a number (steps[0].scripts)
    line 15, column 18: expected true or false, found text (steps[0].skipped)
    line 17, column 19: unknown step type `puase`: did you mean `pause`? (steps[1].step_type)
    line 18, column 40: this is not a duration: write a whole number of seconds, 1 to 180 (steps[2].duration)
    line 19, column 5: the field `step_type` is missing: use one of request, pause, condition (steps[3])
    line 20, column 5: the field `comparison` is missing (steps[4])
    line 20, column 61: the field `url` is missing (steps[4].steps[0])
    line 21, column 5: expected a mapping of fields, found a number (steps[5])
    "#);
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
    insta::assert_snapshot!(said(text, "orders.yaml"), @r#"
    line 5, column 10: the call of `md5` is not closed (character 19 of the text): write `)` before the closing `}}` (steps[0].url)
    line 7, column 18: character 3 is not allowed in the name of a secret: use letters A to Z, digits and `_` (steps[0].headers["X-Api-Key"][0])
    line 8, column 19: `get_secret` takes the name of a secret: write `{{get_secret(name)}}` (steps[0].headers.Accept[1])
    line 8, column 37: `get_secret` takes one name: write `{{get_secret(name)}}` (steps[0].headers.Accept[2])
    line 10, column 7: a name cannot be put together from another template (character 8 of the text): templates may stand inside the arguments of a function only (steps[0].body)
    line 12, column 16: a variable cannot be called `get_secret`, which is how secrets are read: choose another name (steps[0].variables[0].name)
    line 13, column 16: the variable `runscope_region` has a name that runs set themselves: names that start with `runscope_` are reserved (steps[0].variables[1].name)
    line 14, column 16: the variable has no name (steps[0].variables[2].name)
    line 16, column 15: a pause of 181 s is not possible: a pause lasts 1 to 180 seconds (steps[1].duration)
    line 22, column 17: the method is empty: write GET, POST or another method (steps[2].steps[0].method)
    line 23, column 14: the URL is empty: write an address such as https://api.example.com/orders (steps[2].steps[0].url)
    "#);
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
    insta::assert_snapshot!(report, @r#"
    line 1, column 1: this is not valid JSON: EOF while parsing a value: the text ends too early: is the file complete?
    line 1, column 14: this is not valid JSON: expected `,` or `}`
    line 2, column 11: this is not valid JSON: EOF while parsing a list: the text ends too early: is the file complete?
    line 1, column 15: `name` stands twice in one object: remove one of them
    line 1, column 10: this is not valid JSON: unexpected end of hex escape
    line 1, column 10: this is not valid JSON: number out of range
    line 1, column 1: the file holds no test: a test has a `name` and `steps`
    line 1, column 1: the file holds no test: a test has a `name` and `steps`
    the file holds no test: a test has a `name` and `steps`
    line 2, column 7: a key must be text: text that starts with `{{` needs quotes in YAML: "{{name}}"
    line 2, column 7: a key must be text: text that starts with `{{` needs quotes in YAML: "{{name}}"
    line 2, column 1: this is not valid YAML: while parsing a flow sequence, expected ',' or ']'
    line 1, column 7: this is not valid YAML: while scanning a plain scalar, found a tab
    line 3, column 1: the file holds more than one YAML document: put each document into a file of its own, or make a list of them
    line 2, column 1: `name` stands twice in one mapping: remove one of them
    line 1, column 8: an alias stands inside its own anchor: write the value out
    line 1, column 4: this is not valid YAML: while parsing node, found unknown anchor
    line 1, column 4: the value does not fit its `!!` tag: remove the tag
    line 1, column 5: `<<` merges mappings only
    line 1, column 8: expected a list, found a mapping (tests)
    "#);
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
    insta::assert_snapshot!(report.concat(), @r#"
    line 6, column 45: the file holds too many values: use fewer aliases, or split the file
    line 64, column 12: lists and mappings are nested too deep: 64 levels are the most
    line 1, column 256: this is not valid YAML: recursion limit exceeded
    line 1, column 66: lists and objects are nested too deep: 64 levels are the most
    line 1, column 131: lists and mappings are nested too deep: 64 levels are the most
    the file is too large: split it: 10 MiB is the most
    line 1, column 2000000: the file holds too many values: split it
    "#);
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
    insta::assert_snapshot!(load(0).unwrap_err(), @r#"line 1, column 24: the test has no steps: add a step, such as a request (steps)"#);
    assert_eq!(load(99), Ok(()));
    insta::assert_snapshot!(load(100).unwrap_err(), @r#"line 1, column 24: the test has 100 steps: a test has at most 99: split it (steps)"#);
}
