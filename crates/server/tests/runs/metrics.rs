//! Success and response times, and what the bucket's page shows.

use serde_json::{Value, json};

use crate::{common::As, world::World};

#[tokio::test]
async fn a_period_against_the_one_before() {
    let world = World::start().await;
    let (test, made) = world.simple("/a").await;
    world.run(&test).await;
    world.server.clock.advance(3600);
    world.run(&test).await;
    let mut broken = made["steps"].clone();
    broken[0]["url"] = json!(world.target.url("/missing"));
    world.server.put(As::Member, &test, json!({"name": "t", "steps": broken})).await.expect(200);
    world.run(&test).await;
    let metrics = |query: &str| format!("{test}/metrics?{query}");
    let hour =
        world.server.get(As::Reader, &metrics("timeframe=hour&region=all&environment_uuid=all")).await.data();
    assert_eq!(hour["this_time_period"]["total_test_runs"], 2);
    assert_eq!(hour["change_from_last_period"]["total_test_runs"], 1);
    assert!(hour["this_time_period"]["response_time_50th_percentile"].as_f64().unwrap() > 0.0);
    assert_eq!(hour["response_times"][0]["success_ratio"], 0.5);
    let day = world.server.get(As::Reader, &metrics("timeframe=day")).await.data();
    assert_eq!(day["this_time_period"]["total_test_runs"], 3);
    assert_eq!(day["change_from_last_period"]["response_time_95th_percentile"], Value::Null);
    let none = world.server.get(As::Reader, &metrics("region=us1")).await.data();
    assert_eq!(none["response_times"], json!([]));
    for wrong in ["timeframe=year", "environment_uuid=x"] {
        world.server.get(As::Reader, &metrics(wrong)).await.expect(400);
    }
}

#[tokio::test]
async fn the_strip_runs_from_old_to_new() {
    let world = World::start().await;
    let (test, _) = world.simple("/a").await;
    world.server.clock.advance(1);
    let (idle, _) = world.simple("/b").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        world.server.clock.advance(60);
        ids.push(world.run(&test).await["test_run_id"].clone());
    }
    let list = world
        .server
        .get(As::Reader, &world.server.in_bucket("/tests?include=activity&timeframe=day"))
        .await
        .data();
    let first = &list[0];
    let strip: Vec<_> =
        first["strip"].as_array().unwrap().iter().map(|bar| bar["test_run_id"].clone()).collect();
    assert_eq!(strip, ids);
    assert_eq!((&first["success_ratio"], &first["last_run"]["test_run_id"]), (&json!(1.0), &ids[2]));
    assert_eq!(first["last_run"]["result"], "pass");
    assert!(first["avg_response_time_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(
        (&list[1]["strip"], &list[1]["last_run"], &list[1]["success_ratio"]),
        (&json!([]), &Value::Null, &Value::Null)
    );
    assert!(idle.ends_with(list[1]["id"].as_str().unwrap()));
    let plain = world.server.get(As::Reader, &world.server.in_bucket("/tests?count=1&offset=1")).await.data();
    assert_eq!(plain.as_array().unwrap().len(), 1);
    assert_eq!(plain[0].get("strip"), None);
}
