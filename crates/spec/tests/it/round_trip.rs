//! Reading and writing loses nothing.

use serde_json::{Value, json};
use tacit_spec::{Environment, Step, TestDefinition, test_file};

use crate::sample;

const EXPORTS: [&str; 7] = ["01", "02", "06", "08", "09", "10", "11"];

#[test]
fn exports_come_back_as_they_were() {
    for start in EXPORTS {
        let Some(text) = sample(start) else { return };
        let value: Value = serde_json::from_str(&text).unwrap();
        let read = TestDefinition::from_json(&text).unwrap();
        assert_eq!(read.to_export(), value, "{start}");
        assert_eq!(TestDefinition::from_value(&value).unwrap(), read, "{start}");
        assert_eq!(read.validate(), [], "{start}");
        assert_eq!(test_file::load(&text, "export.json").unwrap(), std::slice::from_ref(&read), "{start}");
        // JSON without surrogate pairs is YAML too.
        assert_eq!(TestDefinition::from_yaml(&text).unwrap(), read, "{start}");
    }
}

#[test]
fn stored_and_api_shapes_read_back() {
    for start in EXPORTS {
        let Some(text) = sample(start) else { return };
        let read = TestDefinition::from_json(&text).unwrap();
        assert_eq!(TestDefinition::from_value(&read.to_stored()).unwrap(), read, "{start}");
        let api = read.to_api();
        let again = TestDefinition::from_value(&api).unwrap();
        assert_eq!(again.to_api(), api, "{start}");
    }
}

#[test]
fn an_answer_of_the_api_is_read_and_given_back() {
    let Some(text) = sample("18") else { return };
    let mut answer: Value = serde_json::from_str(&text).unwrap();
    let data = &mut answer["data"];
    // An old alias; it is written under its present name.
    data["steps"][0]["assertions"][0]["comparison"] = "equal".into();
    let read = test_file::load_with_environments(&text, "answer.json").unwrap().remove(0);
    assert_eq!(read.test.to_stored(), *data);
    let api = read.test.to_api();
    for (name, value) in data["steps"][0].as_object().unwrap() {
        assert_eq!(&api["steps"][0][name], value, "{name}");
    }
    assert_eq!(api["steps"][0]["before_scripts"], json!([]));
    let environment = read.environments[0].to_api();
    for (name, value) in data["environments"][0].as_object().unwrap() {
        assert_eq!(&environment[name], value, "{name}");
    }
    let export = read.test.to_export();
    assert!(export.get("id").is_none() && export["steps"][0].get("id").is_none());
    assert!(export.get("environments").is_none());
}

/// Every kind of step, every field, every alias.
fn all_of_it() -> Value {
    json!({
        "name": "All", "description": null, "version": "1.0", "some_new_field": {"a": [1, null]},
        "steps": [
            {
                "id": "53f8e1fd-0989-491a-9f15-cc055f27d097", "step_type": "request", "skipped": true, "note": "n",
                "auth": {"auth_type": "basic", "username": "u", "password": "{{p}}", "extra": 1},
                "body": "b", "form": {"f": ["1", "2"]}, "binary_body": null,
                "multipart_form": [{"name": "file", "value": "v", "file_name": "a.txt", "content_type": "text/plain", "size": 3}],
                "headers": {"X": ["1"], "Y": []}, "method": "POST", "url": "https://a.example/",
                "assertions": [
                    {"source": "response_headers", "property": "X", "comparison": "equal", "value": "{{x}}", "label": "l"},
                    {"source": "response_json", "property": "", "comparison": "is_null", "value": null},
                    {"source": "response_json", "property": null, "comparison": "equal", "value": true}
                ],
                "variables": [{"name": "v", "source": "response_text", "property": null, "scope": "run"}],
                "scripts": ["a", ""], "before_scripts": [], "args": {}, "fragment": ""
            },
            {"step_type": "pause", "duration": 5},
            {"step_type": "condition", "left_value": "{{v}}", "comparison": "not_empty", "right_value": "", "note": "", "steps": [
                {"step_type": "condition", "left_value": "", "comparison": "empty", "right_value": "x", "steps": []}
            ]},
            {"step_type": "subtest", "id": "53f8e1fd-0989-491a-9f15-cc055f27d098", "skipped": false, "note": "s",
             "test_uuid": "t", "params": [{"name": "p", "value": "{{v}}", "a": 1}, {"name": "q", "value": ""}],
             "use_parent_environment": true, "environment_uuid": "e", "trigger_token": "k",
             "assertions": [{"source": "response_json", "property": "result", "comparison": "equal", "value": "pass"}]},
            {"step_type": "subtest", "test_uuid": "t", "bucket_key": "b", "environment_uuid": "e",
             "use_parent_environment": false, "scripts": ["x"]},
            {"step_type": "conditional-loop", "left_value": "", "comparison": "empty", "right_value": "", "max_iterations": 7,
             "delay": 3, "steps": [{"step_type": "pause", "duration": 1}]},
            {"step_type": "inbound", "token": "x", "isDynamicUrl": false},
            {"step_type": "request", "auth": {"auth_type": "oauth1", "consumer_key": "k"}, "method": "GET", "url": "u",
             "headers": null, "form": null, "body": null, "scripts": null, "note": null, "multipart_form": null}
        ]
    })
}

#[test]
fn every_field_survives_storing() {
    let value = all_of_it();
    let read = TestDefinition::from_value(&value).unwrap();
    assert_eq!(read.to_stored(), value);
    assert_eq!(TestDefinition::from_value(&read.to_stored()).unwrap(), read);
    let step = &read.steps[0];
    assert_eq!(Step::from_value(&step.to_stored()).unwrap(), *step);
    let mut exported = value;
    exported["steps"][0].as_object_mut().unwrap().shift_remove("id");
    exported["steps"][3].as_object_mut().unwrap().shift_remove("id");
    assert_eq!(read.to_export(), exported);
}

#[test]
fn what_was_changed_wins_over_what_was_kept() {
    let mut read = TestDefinition::from_value(&all_of_it()).unwrap();
    read.description = Some("now".into());
    read.steps[1].note = "now".into();
    read.steps[0].skipped = false;
    let written = read.to_export();
    assert_eq!(written["description"], "now");
    assert_eq!(written["steps"][1]["note"], "now");
    assert!(written["steps"][0].get("skipped").is_none());
}

#[test]
fn aliases_are_read() {
    let read = TestDefinition::from_value(&json!({"name": "a", "steps": [
        {"step_type": "request", "method": "GET", "url": "u", "headers": {"Accept": "text/plain"}, "scripts": [{"value": "s"}],
         "before_scripts": "one",
         "assertions": [{"source": "response_header", "property": "A", "comparison": "is_equal", "value": 1}]},
        {"step_type": "conditional", "left_value": 1, "comparison": "equal", "right_value": 1, "steps": []}
    ]}))
    .unwrap();
    insta::assert_json_snapshot!(read.to_export(), @r#"
    {
      "name": "a",
      "steps": [
        {
          "step_type": "request",
          "headers": {
            "Accept": [
              "text/plain"
            ]
          },
          "method": "GET",
          "url": "u",
          "assertions": [
            {
              "comparison": "equal",
              "source": "response_headers",
              "value": 1,
              "property": "A"
            }
          ],
          "scripts": [
            "s"
          ],
          "before_scripts": [
            "one"
          ]
        },
        {
          "step_type": "condition",
          "left_value": "1",
          "comparison": "equal",
          "right_value": "1",
          "steps": []
        }
      ]
    }
    "#);
}

#[test]
fn an_environment_survives_storing() {
    let value = json!({
        "id": "a50b63cc-c377-4823-9a95-8b91f12326f2", "test_id": null, "name": "E", "parent_environment_id": null,
        "initial_variables": {"b": "{{a}}", "a": "1"}, "script": "", "pre_request_scripts": ["x"], "post_response_scripts": [],
        "headers": {"A": ["b"]}, "auth": {}, "preserve_cookies": true, "verify_ssl": true, "stop_on_failure": false,
        "retry_on_failure": true, "regions": ["us1"],
        "remote_agents": [{"name": "office", "uuid": "6f1f2a5e-7d0c-4c1b-9c55-0d9a4b8f3a11"}], "emails": {"notify_on": "all"}, "webhooks": null
    });
    let read = Environment::from_value(&value).unwrap();
    assert_eq!(read.to_stored(), value);
    assert_eq!(Environment::from_value(&read.to_stored()).unwrap(), read);
    let made = Environment { name: "made".into(), verify_ssl: false, ..Environment::default() };
    assert_eq!(Environment::from_value(&made.to_stored()).unwrap(), made);
}
