//! Tests that run other tests of their bucket.

use serde_json::{Value, json};

use crate::{common::As, world::World};

fn get(path: &str) -> Value {
    json!({"step_type": "request", "method": "GET", "url": format!("{{{{base}}}}{path}"),
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
        "variables": [{"name": "path", "source": "response_json", "property": "path"}]})
}

fn subtest(id: &str, extra: &Value) -> Value {
    let mut step = json!({"step_type": "subtest", "test_uuid": id,
        "assertions": [{"source": "response_json", "property": "result", "comparison": "equal", "value": "pass"}],
        "variables": [{"name": "seen", "source": "response_json", "property": "variables.path"}]});
    step.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    step
}

fn id(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_test_runs_another_one_in_its_bucket() {
    let world = World::start().await;
    let base = world.target.url("").trim_end_matches('/').to_owned();
    let (_, inner) = world.test(json!({"name": "Inner", "steps": [get("/echo")]})).await;
    let with = |value: &str| json!([{"name": "base", "value": value}]);
    let (outer, _) = world
        .test(json!({"name": "Outer", "steps": [
            subtest(id(&inner), &json!({"params": with(&base)})),
            subtest(id(&inner), &json!({"params": with("http://127.0.0.1:1"), "note": "nobody there"})),
            subtest(id(&inner["environments"][0]), &json!({})),
            subtest(id(&inner), &json!({"bucket_key": "abcdefghijkl"})),
            subtest(id(&inner), &json!({"environment_uuid": id(&inner)})),
        ]}))
        .await;
    let result = world.run(&outer).await;
    assert_eq!(result["result"], "fail");
    let counts =
        ["count", "passed", "failed", "others"].map(|what| result[format!("subtests_{what}")].as_u64());
    assert_eq!(counts, [Some(5), Some(1), Some(1), Some(3)], "{result:#}");
    let told = &result["subtest_detail"][1];
    assert_eq!(
        (&told["name"], &told["note"], &told["result"]),
        (&json!("Inner"), &json!("nobody there"), &json!("fail"))
    );
    let steps = result["requests"].as_array().unwrap();
    let places: Vec<_> = steps.iter().map(|step| step["place"].as_str().unwrap()).collect();
    assert_eq!(places, ["1", "1.1", "2", "2.1", "3", "4", "5"]);
    assert_eq!(steps[0]["variables"][0]["value"], "/echo");
    for step in &steps[4..] {
        let message = step["error_messages"][0].as_str().unwrap();
        assert!(message.starts_with("SUBTEST_UNAVAILABLE at test_uuid"), "{message}");
    }
    let causes: Vec<_> =
        result["diagnoses"].as_array().unwrap().iter().map(|one| one["cause"].clone()).collect();
    assert_eq!(
        causes,
        ["subtest_failed", "connect", "subtest_unavailable", "subtest_unavailable", "subtest_unavailable"]
    );
}

#[tokio::test]
async fn the_environment_is_the_one_that_was_chosen() {
    let world = World::start().await;
    let base = world.target.url("").trim_end_matches('/').to_owned();
    let (inner_url, inner) = world.test(json!({"name": "Inner", "steps": [get("/echo?in={{where}}")]})).await;
    let own = json!({"name": "Own", "initial_variables": {"base": base, "where": "own"}});
    let own =
        world.server.post(As::Member, &format!("{inner_url}/environments"), own).await.expect(201).data();
    let own = id(&own);
    let (outer, made) = world
        .test(json!({"name": "Outer", "steps": [
            subtest(id(&inner), &json!({"use_parent_environment": true, "environment_uuid": own,
                "variables": [{"name": "w", "source": "response_json", "property": "variables.where"}]})),
            subtest(id(&inner), &json!({"environment_uuid": own,
                "variables": [{"name": "w", "source": "response_json", "property": "variables.where"}]})),
        ]}))
        .await;
    let place = format!("{outer}/environments/{}", id(&made["environments"][0]));
    let parents = json!({"name": "Parent's", "initial_variables": {"base": base, "where": "parent's"}});
    world.server.put(As::Member, &place, parents).await.expect(200);
    let result = world.run(&outer).await;
    let took: Vec<_> = [0, 2].map(|at| result["requests"][at]["variables"][0]["value"].clone()).to_vec();
    assert_eq!(took, ["parent's", "own"], "{result:#}");
}

#[tokio::test]
async fn an_export_says_by_name_what_subtests_run_and_an_import_finds_it() {
    let world = World::start().await;
    let base = world.target.url("").trim_end_matches('/').to_owned();
    let (_, inner) = world.test(json!({"name": "Inner", "steps": [get("/echo")]})).await;
    let params = json!([{"name": "base", "value": base}]);
    let step =
        subtest(id(&inner), &json!({"params": params, "environment_uuid": id(&inner["environments"][0])}));
    let (outer, _) = world.test(json!({"name": "Outer", "steps": [step]})).await;
    let bucket = world.server.in_bucket("/export");
    let all = world.server.get(As::Member, &bucket).await.expect(200).text;
    assert!(!all.contains(id(&inner)) && all.contains(r#""test_uuid":"Inner""#), "{all}");
    let one = world.server.get(As::Member, &format!("{outer}/export")).await.expect(200).text;
    assert!(one.contains(r#""test_uuid":"Inner""#), "{one}");
    // Elsewhere, all of it together; here, one beside what is there.
    let other =
        world.server.post(As::Owner, "/v1/buckets", json!({"name": "Other"})).await.expect(201).data();
    let key = other["key"].as_str().unwrap();
    let text: Value = serde_json::from_str(&all).unwrap();
    let added =
        world.server.post(As::Owner, &format!("/v1/buckets/{key}/import"), text).await.expect(201).data();
    let added = added.as_array().unwrap().iter().find(|one| one["name"] == "Outer").unwrap();
    let copy = format!("/v1/buckets/{key}/tests/{}", id(added));
    assert_eq!(world.run(&copy).await["result"], "pass");
    let text: Value = serde_json::from_str(&one).unwrap();
    let added =
        world.server.post(As::Member, &world.server.in_bucket("/import"), text).await.expect(201).data();
    let copy = world.server.in_bucket(&format!("/tests/{}", id(&added[0])));
    assert_eq!(world.run(&copy).await["result"], "pass");
}
