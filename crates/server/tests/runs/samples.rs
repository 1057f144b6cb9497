//! Real answers and exports of Runscope's, where they are at hand.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::{common::As, world::World};

/// The text of a sample; `None` where there are none.
fn sample(name: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    fs::read_to_string(folder.join(name)).ok()
}

/// Every field of `theirs` is in `ours`, with the same kind of value.
fn assert_same_shape(theirs: &Value, ours: &Value, path: &str) {
    match (theirs, ours) {
        // The names in it are people's own.
        (Value::Object(_), Value::Object(_)) if path.ends_with(".initial_variables") => {}
        (Value::Object(theirs), Value::Object(ours)) => {
            for (name, value) in theirs {
                let own = ours.get(name).unwrap_or_else(|| panic!("{path}.{name} is missing"));
                assert_same_shape(value, own, &format!("{path}.{name}"));
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            if let (Some(theirs), Some(ours)) = (theirs.first(), ours.first()) {
                assert_same_shape(theirs, ours, &format!("{path}[0]"));
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        (theirs, ours) => {
            let kind = std::mem::discriminant::<Value>;
            // Extracted values are text here.
            let text = path.ends_with(".value") && ours.is_string();
            assert!(text || kind(theirs) == kind(ours), "{path}: {theirs} and {ours}");
        }
    }
}

#[tokio::test]
async fn a_new_test_answers_as_runscope_does() {
    let Some(theirs) = sample("18-api-response-test-create.json") else { return };
    let world = World::idle().await;
    let tests = world.server.in_bucket("/tests");
    let ours = world.server.post(As::Member, &tests, json!({"name": "Sample Name"})).await.expect(201).json();
    assert_same_shape(&serde_json::from_str(&theirs).unwrap(), &ours, "");
    // What it answers can be sent.
    let theirs: Value = serde_json::from_str(&theirs).unwrap();
    let made = world.server.post(As::Member, &tests, theirs["data"].clone()).await.expect(201).data();
    assert_eq!(
        (&made["name"], &made["environments"][0]["name"]),
        (&json!("Sample Name"), &json!("Test Settings"))
    );
    assert_eq!(made["environments"][0]["initial_variables"]["base_url"], "https://api.example.com");
    assert_ne!(made["trigger_url"], theirs["data"]["trigger_url"]);
}

#[tokio::test]
async fn a_result_answers_as_runscope_does() {
    let Some(theirs) = sample("20-api-response-result-detail.json") else { return };
    let world = World::start().await;
    let mut step = world.step("/a");
    step["assertions"] =
        json!([{"source": "response_json", "property": "id", "comparison": "equal_number", "value": "123"}]);
    step["variables"] = json!([{"source": "response_json", "property": "id", "name": "customer_id"}]);
    let (test, _) = world.test(json!({"name": "t", "steps": [step]})).await;
    world.run(&test).await;
    let ours = world.server.get(As::Reader, &format!("{test}/results/latest")).await.json();
    let theirs: Value = serde_json::from_str(&theirs).unwrap();
    assert_same_shape(&theirs, &ours, "");
    let (theirs, ours) = (&theirs["data"]["requests"][0], &ours["data"]["requests"][0]);
    for field in ["source", "property", "comparison", "target_value", "actual_value", "result", "error"] {
        assert_eq!(theirs["assertions"][0][field], ours["assertions"][0][field], "{field}");
    }
}

#[tokio::test]
async fn exports_come_back_without_loss() {
    let world = World::idle().await;
    let import = world.server.in_bucket("/import");
    for name in [
        "01-export-okta-scim20-spec-2024.json",
        "02-export-okta-scim20-spec-2017.json",
        "06-export-okta-entitlements-2025.json",
        "08-export-postmanlabs-runscope1-2016.json",
        "09-export-postmanlabs-runscope2.json",
        "10-export-runscope-awsv4-2017.json",
    ] {
        let Some(text) = sample(name) else { return };
        let made = world
            .server
            .call_as(As::Member, "POST", &import)
            .text(text.clone())
            .send()
            .await
            .expect(201)
            .data();
        let test = world.server.in_bucket(&format!("/tests/{}", made[0]["id"].as_str().unwrap()));
        // A change by the editor, which sends back what it knows, loses nothing either.
        let read = world.server.get(As::Member, &test).await.data();
        let edit = json!({"name": read["name"], "description": read["description"], "steps": read["steps"], "revision": 1});
        world.server.put(As::Member, &test, edit).await.expect(200);
        let export = world.server.get(As::Reader, &format!("{test}/export")).await.expect(200).data();
        let theirs: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told(&export), told(&theirs), "{name}");
    }
    let all = world.server.get(As::Reader, &world.server.in_bucket("/export")).await.data();
    let count = all.as_array().unwrap().len();
    let again = world.server.post(As::Member, &import, all).await.expect(201).data();
    assert_eq!(again.as_array().unwrap().len(), count);
}

/// Without fields that say nothing, which the editor adds.
fn told(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), told(value)))
            .filter(|(_, value)| {
                let empty = [json!(null), json!(""), json!(false), json!([]), json!({})];
                !empty.contains(value)
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(told).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn yaml_is_the_same_model() {
    let world = World::idle().await;
    let import = world.server.in_bucket("/import");
    let yaml = "tests:\n  - name: One\n    steps:\n      - step_type: request\n        method: GET\n        url: https://a.example/\n\
        environment:\n  name: Staging\n  initial_variables: {base: x}\n";
    let made = world.server.call_as(As::Member, "POST", &import).text(yaml).send().await.expect(201).data();
    let test = world
        .server
        .get(As::Member, &world.server.in_bucket(&format!("/tests/{}", made[0]["id"].as_str().unwrap())))
        .await
        .data();
    assert_eq!((&test["name"], &test["environments"][0]["name"]), (&json!("One"), &json!("Staging")));
    let wrong = yaml.replace("request", "reqest");
    let refused = world.server.call_as(As::Member, "POST", &import).text(wrong).send().await.expect(400);
    let error = &refused.json()["error"]["errors"][0];
    assert_eq!((&error["path"], &error["line"]), (&json!("tests[0].steps[0].step_type"), &json!(4)));
    world.server.call_as(As::Reader, "POST", &import).text(yaml).send().await.expect(403);
}
