//! Receivers that are away, slow or gone; a server that was killed; damaged rows.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_app::Post;
use tacit_spec::{ChannelId, DeliveryId};
use tacit_store::{Page, deliveries};
use tacit_testkit::target::Target;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{changes, channel, deliveries as log_of, told};
use crate::{
    common::{As, TestMessenger},
    world::World,
};

async fn attempts(world: &World, hook: &str, count: usize) -> Vec<Value> {
    let wait = async {
        loop {
            let all = log_of(world, hook).await;
            let tries = all.last().and_then(|one| one["attempts"].as_array()).cloned().unwrap_or_default();
            if tries.len() >= count && !tries[count - 1]["ended_at"].is_null() {
                return tries;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it is tried")
}

#[tokio::test]
async fn a_receiver_that_was_away_gets_everything_in_order() {
    let world = World::start().await;
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let hook = channel(
        &world,
        "webhook",
        json!({"url": format!("http://{address}/echo")}),
        json!({"notify_on": "all"}),
    )
    .await;
    let (test, _) = world.simple("/orders").await;
    for broken in [true, true, false] {
        world.target.set_broken(broken);
        world.run(&test).await;
    }
    let tries = attempts(&world, &hook, 1).await;
    assert_eq!(tries[0]["code"], "CONNECT");
    assert!(tries[0]["hint"].is_string());
    let waiting = log_of(&world, &hook).await;
    assert!(waiting.iter().all(|one| one["status"] == "waiting"), "{waiting:?}");
    let receiver = Target::http_at(address).await;
    world.server.clock.advance(3600);
    let log = told(&world, &hook, 3).await;
    assert!(log.iter().all(|one| one["status"] == "delivered"));
    let seen = receiver.seen();
    let ids: Vec<_> = seen.iter().map(|one| one.header("webhook-id").unwrap().to_owned()).collect();
    let expected: Vec<_> = log.iter().map(|one| format!("msg_{}", one["id"].as_str().unwrap())).collect();
    assert_eq!(ids, expected, "each once, in the order of what happened");
    assert_eq!(changes(&log), ["failed", "still_failing", "recovered"]);
}

#[tokio::test]
async fn what_cannot_pass_is_given_up_and_can_be_sent_again() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook =
        channel(&world, "webhook", json!({"url": receiver.url("/status/410")}), json!({"notify_on": "all"}))
            .await;
    let (test, _) = world.simple("/orders").await;
    world.run(&test).await;
    let log = told(&world, &hook, 1).await;
    assert_eq!((&log[0]["status"], &log[0]["attempts"][0]["code"]), (&json!("failed"), &json!("GONE")));
    let settings = json!({"settings": {"url": receiver.url("/echo")}});
    world.server.put(As::Administrator, &hook, settings).await.expect(200);
    let again = format!("{hook}/deliveries/{}/retry", log[0]["id"].as_str().unwrap());
    world.server.post(As::Administrator, &again, json!({})).await.expect(200);
    let log = told(&world, &hook, 1).await;
    assert_eq!((&log[0]["status"], log[0]["attempts"].as_array().unwrap().len()), (&json!("delivered"), 2));
    let ids: Vec<_> =
        receiver.seen().iter().map(|one| one.header("webhook-id").unwrap().to_owned()).collect();
    assert_eq!(ids[0], ids[1], "the same message");
    world.server.post(As::Administrator, &again, json!({})).await.expect(409);
}

#[tokio::test]
async fn a_slow_receiver_holds_up_nobody_else() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let slow = channel(
        &world,
        "slack",
        json!({"url": receiver.url("/slow?head=60000")}),
        json!({"notify_on": "all"}),
    )
    .await;
    let mut tests = Vec::new();
    for n in 0..6 {
        tests.push(world.simple(&format!("/orders?{n}")).await.0);
    }
    for test in &tests {
        world.run(test).await;
    }
    let hook =
        channel(&world, "webhook", json!({"url": receiver.url("/echo")}), json!({"notify_on": "all"})).await;
    world.run(&tests[0]).await;
    let log = told(&world, &hook, 1).await;
    assert_eq!(log[0]["status"], "delivered");
    let under_way = log_of(&world, &slow).await.iter().filter(|one| one["status"] == "sending").count();
    assert_eq!(under_way, 4, "no more than a few at once to one receiver");
}

#[tokio::test]
async fn a_member_with_many_dead_addresses_holds_up_nobody() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook =
        channel(&world, "webhook", json!({"url": receiver.url("/echo")}), json!({"notify_on": "all"})).await;
    let mut tests = Vec::new();
    for n in 0..4 {
        let (test, _) = world.simple(&format!("/orders?{n}")).await;
        let webhooks: Vec<_> =
            (0..20).map(|webhook| receiver.url(&format!("/slow?head=60000&{n}-{webhook}"))).collect();
        let environments =
            world.server.get(As::Member, &format!("{test}/environments")).await.expect(200).data();
        let environment = format!("{test}/environments/{}", environments[0]["id"].as_str().unwrap());
        let body = json!({"name": "webhooks", "webhooks": webhooks});
        world.server.put(As::Member, &environment, body).await.expect(200);
        tests.push(test);
    }
    for test in &tests {
        world.run(test).await;
    }
    let log = told(&world, &hook, tests.len()).await;
    assert!(log.iter().all(|one| one["status"] == "delivered"), "{log:?}");
    let answered = receiver.seen().iter().filter(|one| one.path.starts_with("/echo")).count();
    assert_eq!(answered, tests.len());
}

#[tokio::test]
async fn what_a_killed_server_was_sending_is_sent_again_only_where_that_does_not_show() {
    let world = World::start().await;
    let away = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = json!({"url": format!("http://{away}/echo")});
    let hook = channel(&world, "webhook", gone.clone(), json!({"notify_on": "all"})).await;
    let slack = channel(&world, "slack", gone, json!({"notify_on": "all"})).await;
    let (test, _) = world.simple("/orders").await;
    world.run(&test).await;
    attempts(&world, &hook, 1).await;
    attempts(&world, &slack, 1).await;
    let receiver = Target::http_at(away).await;
    // As if the process had ended between the beginning of a try and its end.
    let store = &world.server.store;
    let mut begun = Vec::<DeliveryId>::new();
    let mut tx = store.begin().await.unwrap();
    for one in [&hook, &slack] {
        let id: ChannelId = one.rsplit('/').next().unwrap().parse().unwrap();
        for delivery in deliveries::of_channel(&mut tx, id, Page::first(9)).await.unwrap() {
            assert_eq!(deliveries::begin(&mut tx, delivery.id, 1).await.unwrap(), Some(2));
            begun.push(delivery.id);
        }
    }
    tx.commit().await.unwrap();
    let second = world.server.restarted().await;
    let log = told(&world, &hook, 1).await;
    assert_eq!((&log[0]["status"], log[0]["attempts"].as_array().unwrap().len()), (&json!("delivered"), 3));
    assert_eq!(log[0]["attempts"][1]["code"], "INTERRUPTED");
    let log = told(&world, &slack, 1).await;
    assert_eq!((&log[0]["status"], log[0]["attempts"].as_array().unwrap().len()), (&json!("uncertain"), 2));
    assert!(log[0]["attempts"][1]["hint"].as_str().unwrap().contains("may have arrived"));
    let seen = receiver.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].header("webhook-id"), Some(format!("msg_{}", begun[0]).as_str()));
    drop(second);
}

#[tokio::test]
async fn a_damaged_row_loses_no_result() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let hook =
        channel(&world, "webhook", json!({"url": receiver.url("/echo")}), json!({"notify_on": "all"})).await;
    let (test, _) = world.simple("/missing").await;
    world.run(&test).await;
    told(&world, &hook, 1).await;
    let database = world.server.database();
    let url = format!("sqlite://{}", database.display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    for damage in [
        "UPDATE incidents SET state = 'x'",
        "UPDATE alert_states SET state = 'x'",
        "UPDATE channels SET rule = 'x'",
        "UPDATE channels SET kind = 'x'",
        "UPDATE channels SET sealed = x'00'",
    ] {
        sqlx::query(damage).execute(&pool).await.unwrap();
        let result = world.run(&test).await;
        assert_eq!(result["result"], "fail", "{damage}");
    }
    pool.close().await;
}

#[tokio::test]
async fn stopping_waits_for_what_is_on_its_way() {
    let (world, receiver) = (World::idle().await, Target::http().await);
    let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
    // A second post on the same app, with a stop of its own.
    Post::start(&world.server.app, std::sync::Arc::new(TestMessenger::new()), stop.clone(), &tracker)
        .await
        .unwrap();
    tracker.close();
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), tracker.wait()).await.expect("it ends");
    assert!(receiver.seen().is_empty());
}
