//! Services that keep incidents hear of the end, whatever becomes of the test, its results and the receiver meanwhile.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering::Relaxed},
    },
    time::Duration,
};

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use tacit_testkit::target::Target;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{body, changes, channel, received, told};
use crate::{common::As, world::World};

async fn pager(world: &World, endpoint: String) -> String {
    channel(
        world,
        "pagerduty",
        json!({"routing_key": "r", "endpoint": endpoint}),
        json!({"notify_on": "switch"}),
    )
    .await
}

/// A pager that was told of an open incident.
async fn paged(world: &World) -> (String, Target) {
    let receiver = Target::http().await;
    let pager = pager(world, receiver.url("/echo?pager=")).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    told(world, &pager, 1).await;
    (pager, receiver)
}

async fn database(world: &World) -> SqliteConnection {
    let file = format!("sqlite://{}", world.server.database().display());
    SqliteConnection::connect(&file).await.unwrap()
}

async fn incident(world: &World) -> String {
    let all = world.server.get(As::Reader, &world.server.in_bucket("/incidents")).await.expect(200).data();
    world.server.in_bucket(&format!("/incidents/{}", all[0]["id"].as_str().unwrap()))
}

#[tokio::test]
async fn the_end_outlives_its_test() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let away = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let there = pager(&world, receiver.url("/echo?pager=")).await;
    let gone = channel(
        &world,
        "opsgenie",
        json!({"api_key": "k", "endpoint": format!("http://{away}/echo?opsgenie=")}),
        json!({"notify_on": "switch"}),
    )
    .await;
    let hook = channel(
        &world,
        "webhook",
        json!({"url": format!("http://{away}/echo")}),
        json!({"notify_on": "all"}),
    )
    .await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    told(&world, &there, 1).await;
    world.target.set_broken(false);
    world.run(&test).await;
    told(&world, &there, 2).await;
    assert_eq!(super::deliveries(&world, &gone).await.len(), 2, "the other one could not be reached");
    world.server.delete(As::Member, &test).await.expect(204);
    assert!(
        super::deliveries(&world, &hook).await.is_empty(),
        "who keeps nothing open needs to hear nothing more"
    );
    let left = super::deliveries(&world, &gone).await;
    assert_eq!(changes(&left), ["recovered"]);
    assert!(!left[0]["test_name"].as_str().unwrap().is_empty(), "the log says what it was called");

    let receiver = Target::http_at(away).await;
    world.server.clock.advance(3600);
    let log = told(&world, &gone, 1).await;
    assert_eq!(log[0]["status"], "delivered");
    let seen = received(&receiver, 1).await;
    assert!(seen[0].path.contains("close"), "{}", seen[0].path);
}

#[tokio::test]
async fn who_takes_care_and_who_closes_is_told_when_the_results_are_forgotten() {
    let world = World::start().await;
    let (pager, receiver) = paged(&world).await;
    sqlx::query("DELETE FROM runs").execute(&mut database(&world).await).await.unwrap();
    let incident = incident(&world).await;
    for what in ["acknowledge", "close"] {
        world.server.post(As::Member, &format!("{incident}/{what}"), json!({})).await.expect(200);
    }
    let log = told(&world, &pager, 3).await;
    assert_eq!(changes(&log), ["failed", "acknowledged", "closed"]);
    assert!(log.iter().all(|one| one["status"] == "delivered"), "{log:?}");
    let told: Vec<_> = receiver.seen().iter().map(body).map(|body| body["event_action"].clone()).collect();
    assert_eq!(told, ["trigger", "acknowledge", "resolve"]);
}

#[tokio::test]
async fn a_channel_that_keeps_something_open_is_not_deleted_by_the_way() {
    let world = World::start().await;
    let (pager, _receiver) = paged(&world).await;
    let listed = world.server.get(As::Member, &pager).await.expect(200).data();
    assert_eq!(listed["keeps_open"], 1);
    let refused = world.server.delete(As::Administrator, &pager).await.expect(409);
    assert!(refused.text.contains("abandon=true"), "{}", refused.text);
    let incident = incident(&world).await;
    world.server.post(As::Member, &format!("{incident}/close"), json!({})).await.expect(200);
    told(&world, &pager, 2).await;
    let listed = world.server.get(As::Member, &pager).await.expect(200).data();
    assert_eq!(listed["keeps_open"], 0);
    world.server.delete(As::Administrator, &pager).await.expect(204);

    let (another, _receiver) = paged(&world).await;
    world.server.delete(As::Administrator, &format!("{another}?abandon=true")).await.expect(204);
}

#[tokio::test]
async fn what_tries_a_channel_stays_open_nowhere() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let pager = pager(&world, receiver.url("/echo?pager=")).await;
    let sent =
        world.server.post(As::Administrator, &format!("{pager}/test"), json!({})).await.expect(200).data();
    assert_eq!(sent["delivered"], true, "{sent}");
    let seen: Vec<_> = receiver.seen().iter().map(body).collect();
    assert_eq!(seen.iter().map(|one| &one["event_action"]).collect::<Vec<_>>(), ["trigger", "resolve"]);
    assert_eq!(seen[0]["dedup_key"], seen[1]["dedup_key"]);
}

#[tokio::test]
async fn who_takes_silence_for_the_end_hears_of_what_lasts() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let settings = json!({"url": receiver.url("/echo")});
    let manager = channel(&world, "alertmanager", settings, json!({"notify_on": "switch"})).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    world.run(&test).await;
    let incident = incident(&world).await;
    world.server.post(As::Member, &format!("{incident}/acknowledge"), json!({})).await.expect(200);
    // Runs end by the time of their runner: what was told is put an hour back instead.
    let earlier = "UPDATE alert_states SET state = json_set(state, '$.failing.told', state ->> '$.failing.told' - 3600000000)
                   WHERE state ->> '$.failing.told' IS NOT NULL";
    sqlx::query(earlier).execute(&mut database(&world).await).await.unwrap();
    world.run(&test).await;
    world.target.set_broken(false);
    world.run(&test).await;
    assert_eq!(changes(&told(&world, &manager, 3).await), ["failed", "still_failing", "recovered"]);
}

/// The messages of a channel, oldest first, once this holds.
async fn until(world: &World, channel: &str, what: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let wait = async {
        loop {
            let mut all = super::deliveries(world, channel).await;
            all.reverse();
            if holds(&all) {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("{what}"))
}

fn tries(one: &Value) -> usize {
    one["attempts"].as_array().unwrap().iter().filter(|one| !one["ended_at"].is_null()).count()
}

#[tokio::test]
async fn what_lasts_is_tried_on_where_it_was_refused_and_nothing_past_is_sent_by_hand() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let pager = pager(&world, receiver.url("/status/403?pager=")).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    // What it tells of lasts: it waits for a better time.
    let waits = |one: &Value, times: usize| one["status"] == "waiting" && tries(one) == times;
    let log = until(&world, &pager, "it is tried", |log| log.len() == 1 && waits(&log[0], 1)).await;
    let again = format!("{pager}/deliveries/{}/retry", log[0]["id"].as_str().unwrap());
    world.server.post(As::Administrator, &again, json!({})).await.expect(200);
    until(&world, &pager, "it is tried at once", |log| waits(&log[0], 2)).await;
    world.server.clock.advance(3600);
    until(&world, &pager, "it is tried on", |log| waits(&log[0], 3)).await;

    world.target.set_broken(false);
    world.run(&test).await;
    let refused = world.server.post(As::Administrator, &again, json!({})).await.expect(409);
    assert!(refused.text.contains("a later message"), "{}", refused.text);
    world.server.clock.advance(3600);
    let log = told(&world, &pager, 2).await;
    assert_eq!((&log[0]["status"], &log[0]["attempts"][3]["code"]), (&json!("failed"), &json!("OVER")));
    assert_eq!((&log[1]["status"], tries(&log[1])), (&json!("failed"), 1), "nothing is open there");
    assert_eq!(world.server.get(As::Member, &pager).await.data()["keeps_open"], 0);
}

/// A receiver that answers with the status it is told, and remembers the actions of what it took.
struct Moody {
    url: String,
    status: Arc<AtomicU16>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Moody {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (status, taken) = (Arc::new(AtomicU16::new(202)), Arc::<Mutex<Vec<String>>>::default());
        let (answer, took) = (Arc::clone(&status), Arc::clone(&taken));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                let body = loop {
                    stream.read_buf(&mut request).await.unwrap();
                    let text = String::from_utf8_lossy(&request);
                    let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
                    if let Some(Ok(body)) = body.map(|body| serde_json::from_str::<Value>(&body)) {
                        break body;
                    }
                };
                let status = answer.load(Relaxed);
                if status < 300 {
                    took.lock().unwrap().push(body["event_action"].as_str().unwrap().to_owned());
                }
                let said =
                    format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(said.as_bytes()).await.unwrap();
            }
        });
        Self { url, status, taken }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn an_end_that_is_refused_is_tried_on_and_holds_up_nothing() {
    let (world, receiver) = (World::start().await, Moody::start().await);
    let pager = pager(&world, receiver.url.clone()).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    told(&world, &pager, 1).await;
    receiver.status.store(403, Relaxed);
    world.target.set_broken(false);
    world.run(&test).await;
    let waits = |one: &Value, times: usize| one["status"] == "waiting" && tries(one) == times;
    until(&world, &pager, "the end is refused", |log| log.len() == 2 && waits(&log[1], 1)).await;
    world.server.clock.advance(6 * 24 * 3600);
    until(&world, &pager, "the end is tried on", |log| waits(&log[1], 2)).await;
    assert_eq!(world.server.get(As::Member, &pager).await.data()["keeps_open"], 1);

    // The next outage does not wait behind it.
    receiver.status.store(202, Relaxed);
    world.target.set_broken(true);
    world.run(&test).await;
    until(&world, &pager, "it is told", |log| log.len() == 3 && log[2]["status"] == "delivered").await;
    world.server.clock.advance(3600);
    let log = until(&world, &pager, "the end is past", |log| log[1]["status"] == "failed").await;
    assert_eq!(log[1]["attempts"][2]["code"], "OVER");
    assert_eq!(receiver.taken(), ["trigger", "trigger"]);
    world.target.set_broken(false);
    world.run(&test).await;
    until(&world, &pager, "its end is told", |log| log.len() == 4 && log[3]["status"] == "delivered").await;
    assert_eq!(receiver.taken(), ["trigger", "trigger", "resolve"]);
    let over = async {
        while world.server.get(As::Member, &pager).await.data()["keeps_open"] != 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), over).await.expect("nothing is open");
}

#[tokio::test]
async fn a_wrong_key_is_corrected_and_the_outage_told_and_ended() {
    let (world, receiver) = (World::start().await, Moody::start().await);
    receiver.status.store(403, Relaxed);
    let pager = pager(&world, receiver.url.clone()).await;
    let (test, _) = world.simple("/orders").await;
    world.target.set_broken(true);
    world.run(&test).await;
    until(&world, &pager, "it is refused", |log| log.len() == 1 && tries(&log[0]) == 1).await;
    receiver.status.store(202, Relaxed);
    let settings = json!({"settings": {"routing_key": "right", "endpoint": receiver.url}});
    world.server.put(As::Administrator, &pager, settings).await.expect(200);
    told(&world, &pager, 1).await;
    world.target.set_broken(false);
    world.run(&test).await;
    told(&world, &pager, 2).await;
    assert_eq!(receiver.taken(), ["trigger", "resolve"]);
}

#[tokio::test]
async fn a_threshold_counts_beside_a_flaky_rule() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let settings = json!({"routing_key": "r", "endpoint": receiver.url("/echo?pager=")});
    let rule = json!({"notify_on": "switch", "notify_threshold": 3, "flaky": {"runs": 10, "changes": 4}});
    let pager = channel(&world, "pagerduty", settings, rule).await;
    let (test, _) = world.simple("/orders").await;
    for broken in [true, false, true, false, true, true, true] {
        world.target.set_broken(broken);
        world.run(&test).await;
    }
    assert_eq!(changes(&told(&world, &pager, 1).await), ["failed"]);
}

#[tokio::test]
async fn who_is_paused_or_looks_elsewhere_for_a_while_hears_the_end_and_what_comes_next() {
    for (off, on) in [
        (json!({"paused": true}), json!({"paused": false})),
        (json!({"whole_team": false}), json!({"whole_team": true})),
    ] {
        let (world, receiver) = (World::start().await, Target::http().await);
        let pager = pager(&world, receiver.url("/echo?pager=")).await;
        let slack = json!({"url": receiver.url("/echo?slack")});
        let slack = channel(&world, "slack", slack, json!({"notify_on": "switch"})).await;
        let (test, _) = world.simple("/orders").await;
        world.target.set_broken(true);
        world.run(&test).await;
        told(&world, &pager, 1).await;
        told(&world, &slack, 1).await;
        for one in [&pager, &slack] {
            world.server.put(As::Administrator, one, off.clone()).await.expect(200);
        }
        world.target.set_broken(false);
        world.run(&test).await;
        for one in [&pager, &slack] {
            world.server.put(As::Administrator, one, on.clone()).await.expect(200);
        }
        assert_eq!(changes(&told(&world, &pager, 2).await), ["failed", "recovered"], "{off}");
        world.target.set_broken(true);
        world.run(&test).await;
        assert_eq!(changes(&told(&world, &pager, 3).await), ["failed", "recovered", "failed"], "{off}");
        assert_eq!(changes(&told(&world, &slack, 2).await), ["failed", "failed"], "{off}");
        let incident = incident(&world).await;
        world.server.post(As::Member, &format!("{incident}/close"), json!({})).await.expect(200);
        assert_eq!(changes(&told(&world, &pager, 4).await).last(), Some(&"closed"), "{off}");
        let listed = world.server.get(As::Member, &pager).await.expect(200).data();
        assert_eq!(listed["keeps_open"], 0, "{off}");
    }
}

#[tokio::test]
async fn one_idea_of_flaky_counts_for_services_that_keep_incidents() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let settings = json!({"routing_key": "r", "endpoint": receiver.url("/echo?pager=")});
    let rule = json!({"notify_on": "switch", "flaky": {"runs": 12, "changes": 3}});
    let pager = channel(&world, "pagerduty", settings, rule).await;
    let (test, _) = world.simple("/orders").await;
    for n in 0..6 {
        world.target.set_broken(n % 2 == 0);
        world.run(&test).await;
        let open = world.server.get(As::Member, &world.server.in_bucket("/incidents")).await.data();
        let open = open[0]["status"] == "open";
        until(&world, &pager, "all is sent", |log| log.iter().all(|one| one["status"] == "delivered")).await;
        let kept = world.server.get(As::Member, &pager).await.data()["keeps_open"] == 1;
        assert_eq!(kept, open, "after run {n}");
    }
    let incident = incident(&world).await;
    let view = world.server.get(As::Member, &incident).await.data();
    if view["status"] == "open" {
        world.server.post(As::Member, &format!("{incident}/close"), json!({})).await.expect(200);
    }
    until(&world, &pager, "all is sent", |log| log.iter().all(|one| one["status"] == "delivered")).await;
    assert_eq!(world.server.get(As::Member, &pager).await.data()["keeps_open"], 0);
}

#[tokio::test]
async fn deleting_ends_what_is_open() {
    let world = World::start().await;
    let (pager, receiver) = paged(&world).await;
    let tests = world.server.get(As::Member, &world.server.in_bucket("/tests")).await.data();
    let test = world.server.in_bucket(&format!("/tests/{}", tests[0]["id"].as_str().unwrap()));
    world.server.delete(As::Member, &test).await.expect(204);
    let seen = received(&receiver, 2).await;
    assert_eq!(body(&seen[1])["event_action"], "resolve");
    until(&world, &pager, "it is written down", |log| {
        log.last().is_some_and(|one| one["status"] == "delivered")
    })
    .await;
    assert_eq!(world.server.get(As::Member, &pager).await.data()["keeps_open"], 0);
}

#[tokio::test]
async fn other_settings_while_something_is_open_are_meant() {
    let world = World::start().await;
    let (pager, receiver) = paged(&world).await;
    let other = json!({"routing_key": "other", "endpoint": receiver.url("/echo?pager=")});
    let refused = world.server.put(As::Administrator, &pager, json!({"settings": other})).await.expect(409);
    assert!(refused.text.contains("abandon"), "{}", refused.text);
    let meant = json!({"settings": other, "abandon": true});
    world.server.put(As::Administrator, &pager, meant).await.expect(200);
    assert_eq!(world.server.get(As::Member, &pager).await.data()["keeps_open"], 0);
}

#[tokio::test]
async fn what_waited_for_days_is_told_as_far_as_it_is_still_so() {
    let world = World::start().await;
    let away = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let pager = pager(&world, format!("http://{away}/echo?pager=")).await;
    let hook = json!({"url": format!("http://{away}/echo")});
    let hook = channel(&world, "webhook", hook, json!({"notify_on": "switch"})).await;
    let (over, _) = world.simple("/orders?over").await;
    for broken in [true, false] {
        world.target.set_broken(broken);
        world.run(&over).await;
    }
    world.target.set_broken(true);
    let (lasts, _) = world.simple("/orders?lasts").await;
    world.run(&lasts).await;
    for channel in [&pager, &hook] {
        assert_eq!(super::deliveries(&world, channel).await.len(), 3);
    }
    let _receiver = Target::http_at(away).await;
    world.server.clock.advance(3 * 24 * 3600);
    for (channel, expected) in
        [(&pager, ["failed", "delivered", "delivered"]), (&hook, ["failed", "failed", "delivered"])]
    {
        let log = told(&world, channel, 3).await;
        assert_eq!(changes(&log), ["failed", "recovered", "failed"]);
        let states: Vec<_> = log.iter().map(|one| one["status"].clone()).collect();
        assert_eq!(states, expected);
        let tries = log[0]["attempts"].as_array().unwrap();
        assert_eq!(tries.last().unwrap()["code"], "EXPIRED");
    }
}

#[tokio::test]
async fn two_who_change_a_channel_lose_nothing() {
    let (world, receiver) = (World::start().await, Target::http().await);
    let pager = pager(&world, receiver.url("/echo?pager=")).await;
    let settings = json!({"settings": {"routing_key": "other", "endpoint": receiver.url("/echo?pager=")}});
    for _ in 0..8 {
        let before = world.server.get(As::Administrator, &pager).await.expect(200).data();
        let (entered, renamed) = tokio::join!(
            world.server.put(As::Administrator, &pager, settings.clone()),
            world.server.put(As::Owner, &pager, json!({"paused": !before["paused"].as_bool().unwrap()})),
        );
        entered.expect(200);
        renamed.expect(200);
        let after = world.server.get(As::Administrator, &pager).await.expect(200).data();
        assert_eq!(after["version"].as_i64(), before["version"].as_i64().map(|version| version + 1));
        assert_ne!(after["paused"], before["paused"]);
    }
}
