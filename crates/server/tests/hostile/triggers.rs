//! Trigger URLs in the hands of somebody who knows one: they run, and learn and reach nothing else.

use serde_json::{Value, json};
use tacit_app::DispatchSettings;

use crate::{common::As, world::World};

const VALUE: &str = "value-of-the-owner-4f1d";

/// A test that sends a variable, in a bucket with a secret.
async fn furnished(world: &World) -> (String, String) {
    let server = &world.server;
    let secret = json!({"name": "key", "value": VALUE});
    server.post(As::Owner, &server.in_team("/secrets"), secret).await.expect(201);
    let mut step = world.step("/a");
    step["headers"] = json!({"X-Key": ["{{given}}"]});
    step["variables"] = json!([]);
    let (test, made) = world.test(json!({"name": "t", "steps": [step]})).await;
    (test, made["trigger_url"].as_str().unwrap().to_owned())
}

async fn outcome(world: &World, started: &Value) -> Value {
    let run = started["runs"][0]["test_run_url"].as_str().unwrap();
    world.result(run).await
}

#[tokio::test]
async fn variables_are_text_and_nothing_is_read_into_them() {
    let world = World::start().await;
    let (_, trigger) = furnished(&world).await;
    let batch = trigger.replace("/trigger", "/batch");
    for given in [
        "{{get_secret(key)}}",
        "{{ get_secret('key') }}",
        "{{timestamp}}",
        "{{given}}",
        "{{{{get_secret(key)}}}}",
        "{{",
    ] {
        let started =
            world.server.call("POST", &batch).json(json!([{"given": given}])).send().await.expect(201).data();
        assert_eq!(started["runs"][0]["variables"], json!({"given": given}));
        let result = outcome(&world, &started).await;
        assert_eq!(result["result"], "pass", "{given}: {result}");
        let seen = world.target.requests();
        assert_eq!(seen.last().unwrap(), &format!("GET /a {given}"), "as it was written");
    }
    assert!(!world.target.requests().iter().any(|request| request.contains(VALUE)));
}

#[tokio::test]
async fn names_and_kinds_that_no_variable_has_are_refused() {
    let world = World::idle().await;
    let (test, trigger) = furnished(&world).await;
    let batch = trigger.replace("/trigger", "/batch");
    for (body, words) in [
        (json!([{"runscope_region": "us1"}]), "no such region"),
        (json!([{"runscope_agent": "x"}]), "no id of an agent"),
        (json!([{"runscope_agent": "0190c0de-0000-7000-8000-00000000abcd"}]), "no agent with this id"),
        (json!([{"runscope_environment": "x"}]), "environment"),
        (json!([{"runscope_environment": "0190c0de-0000-7000-8000-00000000abcd"}]), "environment"),
        (json!([{"runscope_secret": "x"}]), "reserved"),
        (json!([{"get_secret": "x"}]), "get_secret"),
        (json!([{" get_secret ": "x"}]), "get_secret"),
        (json!([{"": "x"}]), "no name"),
        (json!([{"given": {"deep": 1}}]), "has to be text"),
        (json!([{"given": [1]}]), "has to be text"),
        (json!({"given": "x"}), "type"),
        (json!(["given"]), "type"),
        (json!([]), "1 to 50"),
        (json!(vec![json!({}); 51]), "1 to 50"),
    ] {
        world.server.clock.advance(11);
        let answer = world.server.call("POST", &batch).json(body.clone()).send().await.expect(400);
        let message = answer.message();
        assert!(message.contains(words), "{body:.80}: {message}");
    }
    assert_eq!(world.server.get(As::Member, &format!("{test}/results")).await.data(), json!([]));
}

#[tokio::test]
async fn a_run_whose_environment_or_test_is_gone_ends() {
    let world = World::idle().await;
    let server = &world.server;
    let (test, _) = furnished(&world).await;
    let other =
        server.post(As::Member, &format!("{test}/environments"), json!({"name": "other"})).await.data();
    let other = other["id"].as_str().unwrap();
    let run = world.ask(&test, json!({"environment_id": other})).await;
    server.delete(As::Member, &format!("{test}/environments/{other}")).await.expect(204);
    let (gone, _) = world.simple("/gone").await;
    let lost = world.ask(&gone, json!({})).await;
    server.delete(As::Member, &gone).await.expect(204);
    world.dispatch(DispatchSettings::default()).await;
    let result = world.result(&run).await;
    assert_eq!(
        (&result["result"], &result["reason"]["code"]),
        (&json!("fail"), &json!("environment")),
        "{result}"
    );
    assert_eq!(server.get(As::Member, &lost).await.status, 404);
    assert_eq!(world.target.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn tokens_that_are_none_look_alike() {
    let world = World::idle().await;
    let (_, trigger) = furnished(&world).await;
    let bucket = world.server.get(As::Member, &world.server.in_bucket("")).await.data();
    let of_bucket = bucket["trigger_url"].as_str().unwrap().to_owned();
    let mut seen = Vec::new();
    for path in [
        trigger.replace("/trigger", "0/trigger"),
        "/radar/0190c0de-0000-7000-8000-00000000abcd/trigger".into(),
        "/radar/bucket/0190c0de-0000-7000-8000-00000000abcd/trigger".into(),
        // A token of a test is none of a bucket, and the other way round.
        trigger.replace("/radar/", "/radar/bucket/"),
        of_bucket.replace("/radar/bucket/", "/radar/"),
        trigger.to_uppercase().replace("/RADAR/", "/radar/").replace("/TRIGGER", "/trigger"),
        "/radar/%25/trigger".into(),
        "/radar/_/trigger".into(),
    ] {
        let answer = world.server.call("GET", &path).send().await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        seen.push(answer.text);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}
