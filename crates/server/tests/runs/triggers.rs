//! Trigger URLs.

use std::sync::Arc;

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tacit_app::DispatchSettings;
use tacit_server::{ServerState, Settings, router};
use tower::ServiceExt;

use crate::{common::As, world::World};

async fn test_with_variable(world: &World) -> (String, Value, String) {
    let (path, test) = world
        .test(json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": world.target.url("/{{place}}")}]}))
        .await;
    let url = test["trigger_url"].as_str().unwrap().to_owned();
    (path, test, url)
}

#[tokio::test]
async fn query_and_form_become_variables() {
    let world = World::start().await;
    let (path, test, url) = test_with_variable(&world).await;
    assert!(url.starts_with("/radar/") && url.ends_with("/trigger"), "{url}");
    let answer = world
        .server
        .get(As::Nobody, &format!("{url}?place=query&other=%7B%7Ba%7D%7D"))
        .await
        .expect(201)
        .data();
    let run = &answer["runs"][0];
    assert_eq!(
        (&answer["runs_started"], &answer["runs_failed"], &answer["runs_total"]),
        (&json!(1), &json!(0), &json!(1))
    );
    assert_eq!(run["variables"], json!({"place": "query", "other": "{{a}}"}));
    assert_eq!((&run["status"], &run["test_id"], &run["agent"]), (&json!("init"), &test["id"], &Value::Null));
    assert_eq!((&run["environment_id"], &run["region"]), (&test["default_environment_id"], &json!("local")));
    let result = world.result(run["test_run_url"].as_str().unwrap()).await;
    assert_eq!(
        (&result["result"], &result["source"], &result["run_by"]),
        (&json!("pass"), &json!("trigger_url"), &Value::Null)
    );

    let form = world.server.call("POST", &format!("/v1{url}?place=query"));
    let form = form.header("content-type", "application/x-www-form-urlencoded").text("place=form");
    let answer = form.send().await.expect(201).data();
    world.result(answer["runs"][0]["test_run_url"].as_str().unwrap()).await;
    // A webhook's own body is not for us.
    let hook =
        world.server.call("POST", &format!("{url}?place=hook")).json(json!({"action": "push"})).send().await;
    world.result(hook.expect(201).data()["runs"][0]["test_run_url"].as_str().unwrap()).await;
    assert_eq!(world.target.requests(), ["GET /query", "GET /form", "GET /hook"]);
    let listed = world.server.get(As::Reader, &format!("{path}/results")).await.data();
    assert_eq!(listed.as_array().unwrap().len(), 3);
}

/// The address is all it takes to start a run, and its variables may say where requests go.
#[tokio::test]
async fn who_may_not_start_runs_gets_no_trigger_url() {
    let world = World::idle().await;
    let (path, _, url) = test_with_variable(&world).await;
    let bucket = path.split("/tests/").next().unwrap();
    for (who, shown) in [(As::Member, true), (As::Reader, false)] {
        let one = world.server.get(who, &path).await.data();
        let listed = world.server.get(who, &format!("{bucket}/tests")).await.data();
        let home = world.server.get(who, bucket).await.data();
        let homes = world.server.get(who, "/v1/buckets").await.data();
        assert_eq!(one["trigger_url"], if shown { json!(url) } else { json!("") });
        for place in [&one, &listed[0], &home, &homes[0]] {
            assert_eq!(place["trigger_url"].as_str().unwrap().contains("/radar/"), shown, "{place}");
        }
    }
}

#[tokio::test]
async fn links_are_absolute_where_the_server_knows_its_address() {
    let world = World::idle().await;
    let (_, _, url) = test_with_variable(&world).await;
    let settings = Settings { public_url: "https://tacit.example/".into(), ..Settings::default() };
    let state = ServerState { app: world.server.app.clone(), settings: Arc::new(settings) };
    let answer = router(state).oneshot(Request::post(url).body(Body::empty()).unwrap()).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let run = &serde_json::from_slice::<Value>(&body).unwrap()["data"]["runs"][0];
    for link in ["test_run_url", "test_url", "url"] {
        assert!(run[link].as_str().unwrap().starts_with("https://tacit.example/"), "{run}");
    }
}

#[tokio::test]
async fn reserved_names_are_not_variables() {
    let world = World::idle().await;
    let (path, _, url) = test_with_variable(&world).await;
    let own = world
        .server
        .post(As::Member, &format!("{path}/environments"), json!({"name": "Second"}))
        .await
        .data();
    let id = own["id"].as_str().unwrap();
    let answer =
        world.server.get(As::Nobody, &format!("{url}?runscope_environment={id}&runscope_region=local")).await;
    let run = &answer.expect(201).data()["runs"][0];
    assert_eq!((&run["environment_name"], &run["variables"]), (&json!("Second"), &json!({})));
    let (_, other) = world.simple("/x").await;
    let foreign = other["default_environment_id"].as_str().unwrap();
    for wrong in [
        format!("runscope_environment={foreign}"),
        "runscope_environment=x".into(),
        "runscope_region=us1".into(),
        "runscope_agent=1".into(),
        "runscope_other=1".into(),
        "get_secret=1".into(),
    ] {
        world.server.get(As::Nobody, &format!("{url}?{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn an_unknown_token_learns_nothing() {
    let world = World::idle().await;
    for path in [
        "/radar/b96ecee2-cce6-4d80-8f07-33ac22a22ebd/trigger",
        "/radar/x/trigger",
        "/v1/radar/x/trigger",
        "/radar/bucket/x/trigger",
    ] {
        let answer = world.server.get(As::Nobody, path).await.expect(404);
        assert_eq!(answer.message(), "there is no such trigger");
    }
    let bucket = world.server.get(As::Owner, &world.server.in_bucket("")).await.data();
    let token = bucket["trigger_url"].as_str().unwrap().split('/').nth(3).unwrap().to_owned();
    world.server.get(As::Nobody, &format!("/radar/{token}/trigger")).await.expect(404);
}

#[tokio::test]
async fn ten_calls_in_ten_seconds() {
    let world = World::idle().await;
    let (_, _, url) = test_with_variable(&world).await;
    for _ in 0..10 {
        world.server.get(As::Nobody, &url).await.expect(201);
    }
    let refused = world.server.get(As::Nobody, &url).await.expect(429);
    assert!(refused.headers.contains_key("retry-after"));
    let (_, _, other) = test_with_variable(&world).await;
    world.server.get(As::Nobody, &other).await.expect(201);
    world.server.clock.advance(11);
    world.server.get(As::Nobody, &url).await.expect(201);
}

#[tokio::test]
async fn a_batch_runs_once_for_each_set() {
    let world = World::start().await;
    let (_, test, url) = test_with_variable(&world).await;
    let batch = url.replace("/trigger", "/batch");
    let sets = json!([{"place": "a"}, {"place": 2, "runscope_environment": test["default_environment_id"]}]);
    let answer = world.server.post(As::Nobody, &batch, sets).await.expect(201).data();
    assert_eq!(answer["runs_total"], 2);
    for run in answer["runs"].as_array().unwrap() {
        world.result(run["test_run_url"].as_str().unwrap()).await;
    }
    let mut seen = world.target.requests();
    seen.sort();
    assert_eq!(seen, ["GET /2", "GET /a"]);
    let many = vec![json!({}); 51];
    for wrong in [
        json!(many),
        json!([]),
        json!({}),
        json!([1]),
        json!([{"a": {"b": 1}}]),
        json!([{"runscope_environment": "x"}]),
    ] {
        world.server.post(As::Nobody, &batch, wrong).await.expect(400);
    }
}

#[tokio::test]
async fn a_bucket_runs_all_its_tests() {
    let world = World::idle().await;
    let (_, passing) = world.simple("/a").await;
    world.simple("/missing").await;
    let bucket = world.server.get(As::Member, &world.server.in_bucket("")).await.data();
    let url = bucket["trigger_url"].as_str().unwrap();
    let own = passing["default_environment_id"].as_str().unwrap();
    world.server.get(As::Nobody, &format!("{url}?runscope_environment={own}")).await.expect(400);
    let answer = world.server.call("POST", url).send().await.expect(201).data();
    assert_eq!(answer["runs_total"], 2);
    let together = answer["consolidated_test_results_url"].as_str().unwrap();
    assert!(together.ends_with(answer["runs_id"].as_str().unwrap()));
    let before = world.server.get(As::Reader, together).await.data();
    assert_eq!((&before["status"], &before["result"]), (&json!("working"), &Value::Null));
    world.dispatch(DispatchSettings::default()).await;
    for run in answer["runs"].as_array().unwrap() {
        world.result(run["test_run_url"].as_str().unwrap()).await;
    }
    let after = world.server.get(As::Reader, together).await.data();
    assert_eq!(
        (&after["status"], &after["result"], &after["test_runs_passed"]),
        (&json!("completed"), &json!("fail"), &json!(1))
    );
    assert_eq!((&after["total_requests"], &after["failure_details"]["tests_failed"]), (&json!(2), &json!(1)));
    world.server.get(As::Outsider, together).await.expect(404);
}
