//! Which runs are told, how often, and what arrives.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use tacit_app::DispatchSettings;
use tacit_spec::{Place, RunId};
use tacit_store::runs::{self, NewRun, RunSource};
use tacit_testkit::target::Target;

use super::{body, changes, channel, deliveries, received, told};
use crate::{
    common::As,
    schedules::{ended, keeping_time, schedule},
    world::World,
};

#[tokio::test]
async fn a_failure_is_told_once_signed_and_then_its_end() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let settings = json!({"url": receiver.url("/echo"), "signing_key": format!("whsec_{}", BASE64_STANDARD.encode([7; 32]))});
    let hook = channel(&world, "webhook", settings, json!({"notify_on": "switch"})).await;
    let (test, _) = world.simple("/orders").await;
    world.run(&test).await;
    world.target.set_broken(true);
    for _ in 0..3 {
        world.run(&test).await;
    }
    world.target.set_broken(false);
    world.run(&test).await;
    world.run(&test).await;
    let log = told(&world, &hook, 2).await;
    assert_eq!(changes(&log), ["failed", "recovered"]);
    let seen = receiver.seen();
    assert_eq!(seen.len(), 2, "each message arrives once");
    assert_eq!((&body(&seen[0])["result"], &body(&seen[1])["result"]), (&json!("fail"), &json!("pass")));
    for (one, logged) in seen.iter().zip(&log) {
        let id = one.header("webhook-id").unwrap();
        assert_eq!(id, format!("msg_{}", logged["id"].as_str().unwrap()));
        let signed =
            [format!("{id}.{}.", one.header("webhook-timestamp").unwrap()).as_bytes(), &one.body].concat();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &[7; 32]);
        let tag = BASE64_STANDARD.encode(aws_lc_rs::hmac::sign(&key, &signed));
        assert_eq!(one.header("webhook-signature"), Some(format!("v1,{tag}").as_str()));
        assert_eq!(logged["attempts"].as_array().unwrap().len(), 1);
        assert_eq!((&logged["status"], &logged["attempts"][0]["status"]), (&json!("delivered"), &json!(200)));
    }
    // The incident knows it.
    let all = world.server.get(As::Reader, &world.server.in_bucket("/incidents")).await.expect(200).data();
    let incident = all[0]["id"].as_str().unwrap();
    let one = world.server.in_bucket(&format!("/incidents/{incident}"));
    let one = world.server.get(As::Reader, &one).await.expect(200).data();
    let events: Vec<_> =
        one["timeline"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(one["status"], "resolved");
    assert_eq!(events.iter().filter(|event| **event == "told").count(), 2, "{events:?}");
    assert_eq!(events[0], "opened");
    assert!(events.contains(&"recovered") && events.contains(&"resolved"), "{events:?}");
}

#[tokio::test]
async fn a_failure_that_is_repeated_is_told_by_its_repeat() {
    let (world, receiver) = (keeping_time().await, Target::http().await);
    let settings = json!({"url": receiver.url("/echo")});
    let hook = channel(&world, "webhook", settings, json!({"notify_on": "all"})).await;
    let environment = json!({"name": "E", "retry_on_failure": true});
    let steps = [world.step("/missing")];
    let (test, _) = world.test(json!({"name": "t", "steps": steps, "environments": [environment]})).await;
    schedule(&world, &test, json!({"interval": "1h"})).await;
    let all = ended(&world, &test, 2).await;
    let repeat = all.iter().find(|run| !run["retry_of"].is_null()).unwrap();
    // A run by hand afterwards: whatever was to be told of those before it has been written by then.
    let by_hand = world.run(&test).await;
    let log = told(&world, &hook, 2).await;
    let runs: Vec<_> = log.iter().map(|one| one["test_run_id"].clone()).collect();
    assert_eq!(runs, [repeat["test_run_id"].clone(), by_hand["test_run_id"].clone()], "{log:#?}");
}

#[tokio::test]
async fn a_threshold_counts_each_location_by_itself() {
    let (world, receiver) = (World::idle().await, Target::http().await);
    let settings = json!({"url": receiver.url("/echo")});
    let hook =
        channel(&world, "webhook", settings, json!({"notify_on": "threshold", "notify_threshold": 2})).await;
    let (_, test) = world.simple("/missing").await;
    let id = test["id"].as_str().unwrap().parse().unwrap();
    let mut tx = world.server.store.begin().await.unwrap();
    // One in each of two places, and a second one in one of them.
    for (n, region) in ["eu1", "us1", "us1"].into_iter().enumerate() {
        let run = NewRun {
            id: RunId(uuid::Uuid::from_u128(n as u128 + 1)),
            team: world.server.team,
            bucket: world.server.bucket.clone(),
            test: id,
            test_name: "T".into(),
            revision: 1,
            environment: None,
            environment_name: "E".into(),
            place: Place::Region(region.into()),
            source: RunSource::Scheduled,
            run_by: None,
            trigger_group: None,
            trigger_variables: None,
            trial_of: None,
            created_at: n as i64,
        };
        runs::create(&mut tx, &run).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.dispatch(DispatchSettings { concurrency: 1, ..DispatchSettings::default() }).await;
    let log = told(&world, &hook, 1).await;
    assert_eq!((changes(&log), &log[0]["place"]), (vec!["failed"], &json!("us1")));
    let open = world.server.get(As::Reader, &world.server.in_team("/incidents")).await.expect(200).data();
    assert_eq!(open.as_array().unwrap().len(), 1, "one incident for both places");
    let places: Vec<_> =
        open[0]["places"].as_array().unwrap().iter().map(|one| one["place"].clone()).collect();
    assert_eq!(places, [json!("eu1"), json!("us1")]);
}

#[tokio::test]
async fn whose_fault_it_is_can_be_chosen() {
    let (world, receiver) = (World::idle().await, Target::http().await);
    let hook = |path: &str| json!({"url": receiver.url(path)});
    let api =
        channel(&world, "webhook", hook("/echo?api"), json!({"notify_on": "failures", "causes": "api"}))
            .await;
    let agent =
        channel(&world, "webhook", hook("/echo?agent"), json!({"notify_on": "failures", "causes": "agent"}))
            .await;
    let (test, made) = world.simple("/missing").await;
    // A revision that is not there: nobody can execute it.
    let lost = NewRun {
        id: RunId(uuid::Uuid::from_u128(1)),
        team: world.server.team,
        bucket: world.server.bucket.clone(),
        test: made["id"].as_str().unwrap().parse().unwrap(),
        test_name: "T".into(),
        revision: 99,
        environment: None,
        environment_name: "E".into(),
        place: Place::Region("local".into()),
        source: RunSource::Scheduled,
        run_by: None,
        trigger_group: None,
        trigger_variables: None,
        trial_of: None,
        created_at: 0,
    };
    let mut tx = world.server.store.begin().await.unwrap();
    runs::create(&mut tx, &lost).await.unwrap();
    tx.commit().await.unwrap();
    world.dispatch(DispatchSettings::default()).await;
    world.run(&test).await;
    assert_eq!(told(&world, &agent, 1).await.len(), 1);
    assert_eq!(told(&world, &api, 1).await.len(), 1);
    let seen = received(&receiver, 2).await;
    let of = |query: &str| body(seen.iter().find(|one| one.path.ends_with(query)).unwrap());
    assert_eq!(of("agent")["test_run_id"], json!(lost.id), "without a record there is something to say too");
    assert_eq!(of("agent")["requests"], json!([]));
    assert_eq!(of("api")["requests"][0]["response_status_code"], "404");
}

#[tokio::test]
async fn who_is_paused_or_elsewhere_hears_nothing() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let settings = json!({"url": receiver.url("/echo")});
    let hook = channel(&world, "webhook", settings, json!({"notify_on": "all"})).await;
    let (test, _) = world.simple("/orders").await;
    world.server.put(As::Owner, &hook, json!({"paused": true})).await.expect(200);
    world.run(&test).await;
    world.server.put(As::Owner, &hook, json!({"paused": false, "whole_team": false})).await.expect(200);
    world.run(&test).await;
    world.server.put(As::Owner, &hook, json!({"buckets": [world.server.bucket]})).await.expect(200);
    let heard = world.run(&test).await;
    let log = told(&world, &hook, 1).await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0]["test_run_id"], heard["test_run_id"]);
    assert_eq!(deliveries(&world, &hook).await.len(), receiver.seen().len());
}
