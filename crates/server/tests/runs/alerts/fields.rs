//! Runscope's own fields: `emails`, `webhooks` and `integrations` of environments, mails of buckets, the address of a
//! trigger.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_testkit::target::Target;

use super::{body, channel, received, told};
use crate::{common::As, world::World};

async fn mails(world: &World, count: usize) -> Vec<(Vec<String>, String)> {
    let wait = async {
        loop {
            let sent = world.server.messenger.mails.lock().unwrap().clone();
            if sent.len() >= count {
                return sent;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("mails are sent")
}

/// A test with a shared environment and one of its own that inherits from it.
async fn heirs(world: &World, shared: Value, own: Value) -> (String, String, String) {
    let (test, made) = world.simple("/orders").await;
    let environments = world.server.in_bucket("/environments");
    let parent = world.server.post(As::Member, &environments, shared).await.expect(201).data();
    let parent = parent["id"].as_str().unwrap().to_owned();
    let own_id = made["default_environment_id"].as_str().unwrap();
    let mut body = own;
    body["name"] = json!("Heir");
    body["parent_environment_id"] = json!(parent);
    let path = format!("{test}/environments/{own_id}");
    world.server.put(As::Member, &path, body).await.expect(200);
    (test, format!("{environments}/{parent}"), path)
}

#[tokio::test]
async fn webhooks_of_both_environments_are_told_of_every_run() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook = |name: &str| json!([receiver.url(&format!("/echo?{name}"))]);
    let (test, _, own) = heirs(
        &world,
        json!({"name": "Shared", "webhooks": hook("shared")}),
        json!({"webhooks": hook("own")}),
    )
    .await;
    let run = world.run(&test).await;
    let seen = received(&receiver, 2).await;
    let mut paths: Vec<_> = seen.iter().map(|one| one.path.clone()).collect();
    paths.sort();
    assert_eq!(paths, ["/echo?own", "/echo?shared"]);
    for one in &seen {
        assert_eq!((&body(one)["test_run_id"], &body(one)["result"]), (&run["test_run_id"], &json!("pass")));
        assert_eq!(one.header("webhook-signature"), None, "it has no key");
    }
    // Taken away, it is told no more.
    world.server.put(As::Member, &own, json!({"name": "Heir", "webhooks": hook("own")})).await.expect(200);
    world.run(&test).await;
    let seen = received(&receiver, 3).await;
    assert_eq!((seen.len(), seen[2].path.as_str()), (3, "/echo?own"));
    for wrong in [json!(["ftp://h/"]), json!("http://h/"), json!([7])] {
        world.server.put(As::Member, &own, json!({"name": "Heir", "webhooks": wrong})).await.expect(400);
    }
}

#[tokio::test]
async fn mails_go_to_members_and_the_shared_environment_says_how_often() {
    let world = World::start().await;
    let member = json!({"id": world.server.id(As::Member), "name": "M"});
    let shared = json!({"name": "Shared", "emails": {"notify_on": "threshold", "notify_threshold": 2,
        "recipients": [member, {"email": "stranger@elsewhere.example"}]}});
    let own = json!({"emails": {"notify_on": "all", "recipients": [
        {"email": As::Member.email()}, {"email": As::Owner.email()}, {"email": "guest@partner.example"}]}});
    let (test, _, _) = heirs(&world, shared, own).await;
    world.target.set_broken(true);
    world.run(&test).await;
    world.run(&test).await;
    let mut sent = mails(&world, 2).await;
    sent.sort();
    let owner = As::Owner.email().to_owned();
    assert_eq!(
        sent,
        [
            (vec!["guest@partner.example".to_owned(), owner], "Failed".to_owned()),
            (vec![As::Member.email().to_owned()], "Failed".to_owned()),
        ],
        "once, after the second failure; nobody twice, and no stranger"
    );
}

#[tokio::test]
async fn a_bucket_mails_its_own_readers() {
    let world = World::start().await;
    let emails = world.server.in_bucket("/emails");
    let quiet = world.server.get(As::Reader, &emails).await.expect(200).data();
    assert_eq!(
        (&quiet["notify_all"], &quiet["recipients"], &quiet["can_send"]),
        (&json!(false), &json!([]), &json!(true))
    );
    let all = json!({"notify_all": true, "notify_on": "failures"});
    world.server.put(As::Administrator, &emails, all).await.expect(200);
    let (test, _) = world.simple("/missing").await;
    world.run(&test).await;
    let sent = mails(&world, 1).await;
    assert_eq!((sent.len(), sent[0].0.len()), (1, 4), "every member of the team, and nobody of another one");
    for wrong in [
        json!({"notify_on": "sometimes"}),
        json!({"notify_on": "switch", "notify_threshold": 11}),
        json!({"recipients": [{"email": "x"}]}),
        json!({"recipients": [{}]}),
        json!({"recipients": [{"email": As::Member.email()}, {"email": "stranger@evil.example"}]}),
    ] {
        world.server.put(As::Administrator, &emails, wrong).await.expect(400);
    }
    let allowed = json!({"recipients": [{"email": As::Member.email()}, {"email": "ops@partner.example"}]});
    world.server.put(As::Administrator, &emails, allowed).await.expect(200);
    world.server.put(As::Administrator, &emails, json!({})).await.expect(200);
    assert_eq!(world.server.get(As::Reader, &emails).await.expect(200).data()["notify_all"], false);
}

#[tokio::test]
async fn environments_name_channels_as_integrations() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook =
        channel(&world, "webhook", json!({"url": receiver.url("/echo")}), json!({"notify_on": "all"})).await;
    world.server.put(As::Owner, &hook, json!({"whole_team": false})).await.expect(200);
    let listed =
        world.server.get(As::Reader, &world.server.in_team("/integrations")).await.expect(200).data();
    let id = listed[0]["id"].clone();
    assert_eq!((&listed[0]["uuid"], &listed[0]["type"]), (&id, &json!("webhook")));
    let named = json!([{"id": id, "integration_type": "webhook", "description": "x"}]);
    let (test, shared, _) = heirs(&world, json!({"name": "Shared", "integrations": named}), json!({})).await;
    world.run(&test).await;
    assert_eq!(told(&world, &hook, 1).await.len(), 1, "what the shared environment turns on stays on");
    let view = world.server.get(As::Member, &hook).await.expect(200).data();
    assert_eq!(view["environments"].as_array().unwrap().len(), 1);
    world.server.put(As::Member, &shared, json!({"name": "Shared", "integrations": []})).await.expect(200);
    world.run(&test).await;
    assert_eq!(told(&world, &hook, 1).await.len(), 1);
    let foreign = json!([{"id": uuid::Uuid::new_v4()}]);
    world
        .server
        .put(As::Member, &shared, json!({"name": "Shared", "integrations": foreign}))
        .await
        .expect(400);
    // One that was deleted is no mistake of who saves the environment next.
    world.server.put(As::Member, &shared, json!({"name": "Shared", "integrations": named})).await.expect(200);
    world.server.delete(As::Owner, &hook).await.expect(204);
    let whole = world.server.get(As::Member, &shared).await.expect(200).data();
    assert_eq!(whole["integrations"].as_array().unwrap().len(), 1);
    let saved = world.server.put(As::Member, &shared, whole).await.expect(200).data();
    assert_eq!(saved["integrations"], json!([]));
    let restored = format!("{shared}/revisions/1/restore");
    world.server.post(As::Member, &restored, json!({})).await.expect(200);
}

#[tokio::test]
async fn a_trigger_may_name_who_is_told() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let (_, made) = world.simple("/orders").await;
    let trigger = made["trigger_url"].as_str().unwrap();
    let callback = receiver.url("/echo/callback-canary-71");
    let asked = format!("{trigger}?size=7&runscope_notification_url={callback}");
    let started = world.server.get(As::Nobody, &asked).await.expect(201);
    assert!(!started.text.contains("callback-canary"), "it is no variable");
    let seen = received(&receiver, 1).await;
    assert_eq!(seen[0].path, "/echo/callback-canary-71");
    assert_eq!(body(&seen[0])["test_run_id"], started.data()["runs"][0]["test_run_id"]);
    assert!(!String::from_utf8_lossy(&seen[0].body).contains("callback-canary"));
    let wrong = format!("{trigger}?runscope_notification_url=nowhere");
    let wrong = world.server.get(As::Nobody, &wrong).await.expect(400);
    assert!(wrong.text.contains("runscope_notification_url"));
    let file = std::fs::read(world.server.database()).unwrap();
    let log = std::fs::read(format!("{}-wal", world.server.database().display())).unwrap_or_default();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds(&file, "orders") || holds(&log, "orders"), "the control is there");
    assert!(!holds(&file, "callback-canary") && !holds(&log, "callback-canary"), "it is sealed");
}
