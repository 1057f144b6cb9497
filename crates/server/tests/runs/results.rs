//! What results show.

use serde_json::{Value, json};

use crate::{common::As, world::World};

#[tokio::test]
async fn lists_are_cut_by_count_and_time() {
    let world = World::idle().await;
    let (test, _) = world.simple("/a").await;
    let mut times = Vec::new();
    for _ in 0..12 {
        world.server.clock.advance(1);
        let run = world.ask(&test, json!({})).await;
        times.push(world.server.get(As::Reader, &run).await.data()["created_at"].as_f64().unwrap());
    }
    let list = |query: String| {
        let path = format!("{test}/results?{query}");
        let server = &world.server;
        async move {
            let list = server.get(As::Reader, &path).await.expect(200).data();
            list.as_array().unwrap().iter().map(|run| run["created_at"].as_f64().unwrap()).collect::<Vec<_>>()
        }
    };
    times.reverse();
    assert_eq!(list(String::new()).await, times[..10]);
    assert_eq!(list("count=50".into()).await, times);
    assert_eq!(list("count=1000".into()).await, times);
    assert_eq!(list(format!("since={}", times[2])).await, times[..2]);
    assert_eq!(list(format!("before={}&count=2", times[2])).await, times[3..5]);
    for wrong in ["count=x", "since=1&before=2", "since=NaN", "count=-1"] {
        world.server.get(As::Reader, &format!("{test}/results?{wrong}")).await.expect(400);
    }
    // As older clients ask.
    let alias = test.replace("/tests/", "/radar/");
    assert_eq!(
        world.server.get(As::Reader, &format!("{alias}/results")).await.data().as_array().unwrap().len(),
        10
    );
}

#[tokio::test]
async fn a_step_is_shown_with_request_and_response() {
    let world = World::start().await;
    let (test, made) = world
        .test(json!({"name": "t", "steps": [{"step_type": "request", "note": "the order", "method": "POST", "url": world.target.url("/o?q=1"),
            "headers": {"X-Key": ["k1"]}, "body": "hello",
            "assertions": [{"source": "response_json", "property": "id", "comparison": "equal_number", "value": 123},
                {"source": "response_json", "property": "path", "comparison": "equal", "value": "/other"}],
            "variables": [{"source": "response_json", "property": "id", "name": "customer_id"}]},
            {"step_type": "pause", "duration": 1},
            {"step_type": "request", "method": "GET", "url": world.target.url("/{{customer_id}}"), "skipped": true},
            {"step_type": "condition", "left_value": "{{customer_id}}", "comparison": "equal", "right_value": "123",
             "steps": [{"step_type": "request", "method": "GET", "url": world.target.url("/in/{{customer_id}}")}]}]}))
        .await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "fail");
    let requests = result["requests"].as_array().unwrap();
    let seen: Vec<_> = requests
        .iter()
        .map(|one| (one["place"].as_str().unwrap(), one["result"].as_str().unwrap()))
        .collect();
    assert_eq!(seen, [("1", "fail"), ("3", "skipped"), ("4.1", "pass")]);
    let first = &requests[0];
    assert_eq!((&first["uuid"], &first["note"]), (&made["steps"][0]["id"], &json!("the order")));
    assert_eq!(
        (&first["assertions_passed"], &first["assertions_failed"], &first["variables_passed"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        first["assertions"][1],
        json!({"result": "fail", "source": "json", "property": "path", "comparison": "equals", "target_value": "/other",
            "actual_value": "/o", "error": null, "hidden": null})
    );
    assert_eq!(
        (&first["variables"][0]["name"], &first["variables"][0]["value"]),
        (&json!("customer_id"), &json!("123"))
    );
    assert_eq!((&first["hidden"], &first["response_message"]), (&Value::Null, &json!("200 OK")));
    assert_eq!(requests[2]["url"], world.target.url("/in/123"));
    assert_eq!((&result["requests_executed"], &result["assertions_defined"]), (&json!(2), &json!(2)));
    assert_eq!(result["record"]["counters"]["requests_executed"], 2);

    let run = result["test_run_url"].as_str().unwrap();
    let step = format!("{run}/steps/{}", made["steps"][0]["id"].as_str().unwrap());
    let step = world.server.get(As::Reader, &step).await.expect(200).data();
    assert_eq!((&step["request"]["body"], &step["request"]["method"]), (&json!("hello"), &json!("POST")));
    assert!(step["response"]["body"].as_str().unwrap().contains("\"id\":123"));
    assert_eq!(step["response"]["status"], 200);
    let inner = format!("{run}/steps/{}", made["steps"][3]["steps"][0]["id"].as_str().unwrap());
    world.server.get(As::Reader, &inner).await.expect(200);
    world.server.get(As::Reader, &format!("{run}/steps/{}", made["id"].as_str().unwrap())).await.expect(404);
    world.server.get(As::Outsider, run).await.expect(404);
    let other = world.simple("/b").await.0;
    world.server.get(As::Reader, &format!("{other}/results/latest")).await.expect(404);
    let foreign = format!("{other}/results/{}", result["test_run_id"].as_str().unwrap());
    world.server.get(As::Reader, &foreign).await.expect(404);
}

#[tokio::test]
async fn errors_are_results() {
    let world = World::start().await;
    let (test, _) = world
        .test(json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": "{{nothing}}"},
            {"step_type": "request", "method": "GET", "url": "http://10.0.0.1/"},
            {"step_type": "subtest", "test_uuid": "x"}]}))
        .await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "fail");
    let message =
        |at: usize| result["requests"][at]["error_messages"][0].as_str().unwrap_or_default().to_owned();
    assert!(message(0).starts_with("TEMPLATE at url"), "{}", message(0));
    assert!(message(1).starts_with("EGRESS_POLICY"), "{}", message(1));
    assert_eq!(result["requests"][2]["result"], "fail");
}
