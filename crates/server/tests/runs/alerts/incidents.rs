//! Taking care of an incident.

use serde_json::{Value, json};
use tacit_testkit::target::Target;

use super::{body, changes, channel, received, told};
use crate::{common::As, world::World};

async fn open_incident(world: &World) -> (String, Value) {
    let all = world.server.get(As::Reader, &world.server.in_bucket("/incidents")).await.expect(200).data();
    let id = all[0]["id"].as_str().unwrap().to_owned();
    (world.server.in_bucket(&format!("/incidents/{id}")), all[0].clone())
}

#[tokio::test]
async fn who_takes_care_is_not_told_again_and_services_hear_of_it() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook = json!({"url": receiver.url("/echo?hook")});
    let hook =
        channel(&world, "webhook", hook, json!({"notify_on": "failures", "back_to_normal": true})).await;
    let pager = json!({"routing_key": "r", "endpoint": receiver.url("/echo?pager=")});
    let pager = channel(&world, "pagerduty", pager, json!({"notify_on": "switch"})).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    world.run(&test).await;
    told(&world, &hook, 2).await;
    let (incident, shown) = open_incident(&world).await;
    assert_eq!((&shown["status"], &shown["condition"]), (&json!("open"), &json!("down")));
    world.server.post(As::Reader, &format!("{incident}/acknowledge"), json!({})).await.expect(403);
    let taken =
        world.server.post(As::Member, &format!("{incident}/acknowledge"), json!({})).await.expect(200).data();
    assert_eq!(taken["status"], "acknowledged");
    assert_eq!(taken["acknowledged_by"]["email"], As::Member.email());
    world.server.post(As::Owner, &format!("{incident}/acknowledge"), json!({})).await.expect(200);
    for _ in 0..3 {
        world.run(&test).await;
    }
    world.target.set_broken(false);
    world.run(&test).await;
    assert_eq!(changes(&told(&world, &hook, 3).await), ["failed", "still_failing", "recovered"]);
    assert_eq!(changes(&told(&world, &pager, 3).await), ["failed", "acknowledged", "recovered"]);
    let seen = received(&receiver, 6).await;
    let actions: Vec<_> = seen
        .iter()
        .map(body)
        .filter(|body| body.get("event_action").is_some())
        .map(|body| (body["event_action"].clone(), body["dedup_key"].clone()))
        .collect();
    let keys: std::collections::BTreeSet<_> = actions.iter().map(|(_, key)| key.to_string()).collect();
    assert_eq!(
        actions.iter().map(|(action, _)| action.clone()).collect::<Vec<_>>(),
        ["trigger", "acknowledge", "resolve"]
    );
    assert_eq!(keys.len(), 1, "one incident there too");
    let over = world.server.get(As::Reader, &incident).await.expect(200).data();
    assert_eq!(over["status"], "resolved");
    world.server.post(As::Member, &format!("{incident}/acknowledge"), json!({})).await.expect(409);
    let actions =
        world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200).text;
    for action in ["channel_created", "incident_acknowledged"] {
        assert!(actions.contains(action), "{action} stands in the audit log");
    }
}

#[tokio::test]
async fn flaky_is_one_incident_that_says_so() {
    let world = World::start().await;
    let (test, _) = world.simple("/orders").await;
    for n in 0..12 {
        world.target.set_broken(n % 2 == 0);
        world.run(&test).await;
    }
    let (_, shown) = open_incident(&world).await;
    assert_eq!((&shown["status"], &shown["condition"]), (&json!("open"), &json!("flaky")));
}

#[tokio::test]
async fn an_incident_is_closed_by_hand_and_services_hear_of_it() {
    let (world, receiver) = (World::start().await, Target::http().await);
    // A rule that tells failures alone: what the service opened is closed there nevertheless.
    let pager = json!({"routing_key": "r", "endpoint": receiver.url("/echo?pager=")});
    let pager = channel(&world, "pagerduty", pager, json!({"notify_on": "threshold"})).await;
    let hook = json!({"url": receiver.url("/echo?hook")});
    let hook = channel(&world, "webhook", hook, json!({"notify_on": "failures"})).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    told(&world, &pager, 1).await;
    let (incident, _) = open_incident(&world).await;
    world.server.post(As::Reader, &format!("{incident}/close"), json!({})).await.expect(403);
    let over =
        world.server.post(As::Member, &format!("{incident}/close"), json!({})).await.expect(200).data();
    assert_eq!(over["status"], "resolved");
    let events: Vec<_> =
        over["timeline"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert!(events.ends_with(&["closed", "resolved"]), "{events:?}");
    assert_eq!(changes(&told(&world, &pager, 2).await), ["failed", "closed"]);
    assert_eq!(changes(&told(&world, &hook, 2).await), ["failed", "closed"]);
    world.server.post(As::Member, &format!("{incident}/close"), json!({})).await.expect(409);
    let hooks: Vec<_> =
        received(&receiver, 4).await.into_iter().filter(|one| one.path.ends_with("?hook")).collect();
    let said: Vec<_> =
        hooks.iter().map(|one| (one.header("tacit-change"), body(one)["result"].clone())).collect();
    assert_eq!(said, [(Some("failed"), json!("fail")), (Some("closed"), json!("pass"))]);

    // What fails after that is another one, and what passes then is its end.
    world.run(&test).await;
    let (another, _) = open_incident(&world).await;
    assert_ne!(another, incident);
    world.target.set_broken(false);
    world.run(&test).await;
    assert_eq!(changes(&told(&world, &pager, 4).await), ["failed", "closed", "failed", "recovered"]);
    let seen = received(&receiver, 7).await;
    let actions: Vec<_> =
        seen.iter().map(body).filter_map(|body| body.get("event_action").cloned()).collect();
    assert_eq!(actions, ["trigger", "resolve", "trigger", "resolve"]);
    world.server.delete(As::Member, &test).await.expect(204);
}
