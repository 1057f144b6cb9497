//! All buckets of a team at once.

use serde_json::{Value, json};

use crate::{common::As, live::Listener, world::World};

async fn status(world: &World, query: &str) -> Value {
    world.server.get(As::Reader, &world.server.in_team(&format!("/status{query}"))).await.expect(200).data()
}

#[tokio::test]
async fn the_failing_come_first() {
    let world = World::start().await;
    let (passes, _) = world.simple("/a").await;
    let (fails, _) = world.simple("/missing").await;
    world.simple("/never").await;
    world.run(&passes).await;
    world.run(&fails).await;
    world.server.clock.advance(60);
    world.run(&fails).await;
    let all = status(&world, "").await;
    let bucket = &all[0];
    assert_eq!((&bucket["state"], &bucket["failing"]), (&json!("failing"), &json!(1)));
    let tests: Vec<_> =
        bucket["tests"].as_array().unwrap().iter().map(|t| (&t["name"], &t["state"])).collect();
    assert_eq!(
        tests,
        [
            (&json!("get /missing"), &json!("failing")),
            (&json!("get /a"), &json!("passing")),
            (&json!("get /never"), &json!("unknown"))
        ]
    );
    let failing = &bucket["tests"][0];
    assert_eq!(failing["strip"].as_array().unwrap().len(), 2);
    assert_eq!(failing["failing_since"], failing["last_run"]["created_at"].as_f64().unwrap() - 60.0);
    let key = world.server.bucket.to_string();
    assert_eq!(status(&world, &format!("?bucket={key}")).await.as_array().unwrap().len(), 1);
    assert_eq!(status(&world, "?bucket=x").await, json!([]));
}

#[tokio::test]
async fn one_stream_tells_of_every_bucket_and_of_no_other_team() {
    let world = World::start().await;
    let (here, _) = world.simple("/a").await;
    let made = world.server.post(As::Owner, "/v1/buckets", json!({"name": "b"})).await.expect(201).data();
    let other = made["key"].as_str().unwrap();
    let there = world
        .server
        .post(
            As::Member,
            &format!("/v1/buckets/{other}/tests"),
            json!({"name": "t", "steps": [world.step("/b")]}),
        )
        .await
        .expect(201)
        .data();
    let foreign =
        world.server.post(As::Outsider, "/v1/buckets", json!({"name": "f"})).await.expect(201).data();
    let foreign = format!("/v1/buckets/{}/tests", foreign["key"].as_str().unwrap());
    let theirs = world
        .server
        .post(As::Outsider, &foreign, json!({"name": "f", "steps": [world.step("/f")]}))
        .await
        .data();
    let mut listener = Listener::open(&world, &world.server.in_team("/events")).await;
    let their_run = format!("{foreign}/{}/run", theirs["id"].as_str().unwrap());
    world.server.post(As::Outsider, &their_run, json!({})).await.expect(201);
    world.ask(&here, json!({})).await;
    world.ask(&format!("/v1/buckets/{other}/tests/{}", there["id"].as_str().unwrap()), json!({})).await;
    let mut passed = Vec::new();
    while passed.len() < 2 {
        let (name, data) = listener.next().await.unwrap();
        assert_eq!(name, "runs");
        for run in data.as_array().unwrap() {
            assert_ne!(run["test_id"], theirs["id"]);
            if run["result"] == "pass" {
                passed.push(run["bucket_key"].as_str().unwrap().to_owned());
            }
        }
    }
    passed.sort();
    let mut expected = [world.server.bucket.to_string(), other.to_owned()];
    expected.sort();
    assert_eq!(passed, expected);
    world.shut_down().await;
    while listener.next().await.is_some() {}
}
