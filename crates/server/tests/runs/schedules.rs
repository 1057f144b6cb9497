//! Schedules, from the form to the run, whatever the clock and the server do in between.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Scheduler};

use crate::{common::As, world::World};

/// Runs tests, and asks for what is due.
pub(crate) async fn keeping_time() -> World {
    let world = World::idle().await;
    world.dispatch(DispatchSettings::default()).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    world
}

pub(crate) async fn schedule(world: &World, test: &str, body: Value) -> Value {
    world.server.post(As::Member, &format!("{test}/schedules"), body).await.expect(201).data()
}

/// The ended runs of a test, newest first, when there are so many of them.
pub(crate) async fn ended(world: &World, test: &str, count: usize) -> Vec<Value> {
    let wait = async {
        loop {
            let all = world.server.get(As::Reader, &format!("{test}/results?count=50")).await.data();
            let all = all.as_array().unwrap().clone();
            let open = all.iter().any(|run| run["result"] == "queued" || run["result"] == "working");
            if all.len() >= count && !open {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("runs end")
}

pub(crate) fn words(runs: &[Value]) -> Vec<(&str, &str)> {
    let word = |value: &'_ Value| value.as_str().unwrap_or("").to_owned();
    runs.iter()
        .map(|run| {
            let (result, reason) = (word(&run["result"]), word(&run["reason"]["code"]));
            (&*result.leak(), &*reason.leak())
        })
        .collect()
}

#[tokio::test]
async fn a_schedule_runs_at_once_and_then_every_time() {
    let world = keeping_time().await;
    let (path, test) = world.simple("/orders").await;
    let made = schedule(&world, &path, json!({"interval": "1.0h", "note": "hourly"})).await;
    assert_eq!(
        (&made["interval"], &made["cron"], &made["note"], &made["environment_id"]),
        (&json!("1h"), &Value::Null, &json!("hourly"), &test["default_environment_id"])
    );
    let first = ended(&world, &path, 1).await;
    assert_eq!((&first[0]["result"], &first[0]["source"]), (&json!("pass"), &json!("scheduled")));
    assert_eq!((&first[0]["schedule_id"], &first[0]["run_by"]), (&made["id"], &Value::Null));
    let one = format!("{path}/schedules/{}", made["id"].as_str().unwrap());
    let next =
        |seen: &Value| seen["next_run_at"].as_f64().unwrap() - first[0]["scheduled_at"].as_f64().unwrap();
    let second = next(&world.server.get(As::Reader, &one).await.data());
    assert!((3600.0..3660.0).contains(&second), "{second}");
    world.server.clock.advance(second.ceil() as i64);
    assert_eq!(ended(&world, &path, 2).await.len(), 2);
    let third = next(&world.server.get(As::Reader, &one).await.data());
    assert!((third - second - 3600.0).abs() < 0.001, "{third} after {second}");
    assert_eq!(world.server.get(As::Reader, &path).await.data()["schedules"][0]["id"], made["id"]);
}

#[tokio::test]
async fn schedules_are_changed_and_deleted() {
    let world = World::idle().await;
    let (path, test) = world.simple("/orders").await;
    let made = schedule(&world, &path, json!({"interval": "1d", "note": "n"})).await;
    let one = format!("{path}/schedules/{}", made["id"].as_str().unwrap());
    world.server.clock.advance(60);
    // Nothing about the time changed: it does not begin anew.
    let noted = world.server.put(As::Member, &one, json!({"interval": "1d", "note": null})).await.data();
    assert_eq!((&noted["note"], &noted["next_run_at"]), (&Value::Null, &made["next_run_at"]));
    let cron = json!({"cron": "0 9 * * 1-5", "time_zone": "europe/berlin"});
    let cron = world.server.put(As::Member, &one, cron).await.expect(200).data();
    assert_eq!((&cron["interval"], &cron["cron"]), (&Value::Null, &json!("0 9 * * 1-5")));
    assert_eq!(cron["time_zone"], "Europe/Berlin");
    // What was read can be sent back.
    let same = world.server.put(As::Member, &one, cron.clone()).await.expect(200).data();
    assert_eq!(same, cron);
    // The expression and its time zone are changed one without the other.
    let later = world.server.put(As::Member, &one, json!({"cron": "0 10 * * 1-5"})).await.expect(200).data();
    assert_eq!((&later["cron"], &later["time_zone"]), (&json!("0 10 * * 1-5"), &json!("Europe/Berlin")));
    let zone = json!({"time_zone": "Asia/Tokyo"});
    let there = world.server.put(As::Member, &one, zone).await.expect(200).data();
    assert_eq!((&there["cron"], &there["time_zone"]), (&json!("0 10 * * 1-5"), &json!("Asia/Tokyo")));
    assert_ne!(there["next_run_at"], later["next_run_at"]);
    let rests = world.server.put(As::Member, &one, json!({"paused": true})).await.data();
    assert_eq!((&rests["paused_by"], &rests["next_run_at"]), (&json!("schedule"), &Value::Null));
    // Its environment stays as long as it does.
    let environments = format!("{path}/environments");
    world.server.post(As::Member, &environments, json!({"name": "Another"})).await.expect(201);
    let own = format!("{environments}/{}", test["default_environment_id"].as_str().unwrap());
    let refused = world.server.delete(As::Member, &own).await.expect(409);
    assert!(refused.message().contains("schedules"), "{}", refused.text);
    world.server.delete(As::Member, &one).await.expect(204);
    world.server.delete(As::Member, &one).await.expect(404);
    world.server.delete(As::Member, &own).await.expect(204);
}

#[tokio::test]
async fn what_cannot_be_a_schedule_says_why() {
    let world = World::idle().await;
    let (path, _) = world.simple("/orders").await;
    let (other, _) = world.simple("/other").await;
    let foreign = world.server.get(As::Member, &other).await.data()["default_environment_id"].take();
    let list = format!("{path}/schedules");
    for (body, place) in [
        (json!({}), "interval"),
        (json!({"interval": "5s"}), "interval"),
        (json!({"interval": "soon"}), "interval"),
        (json!({"interval": "5m", "cron": "* * * * *"}), "cron"),
        (json!({"cron": "* * *"}), "cron"),
        (json!({"cron": "0 0 31 2 *"}), "cron"),
        (json!({"cron": "0 0 * * *", "time_zone": "../etc/passwd"}), "time_zone"),
        (json!({"interval": "5m", "time_zone": "UTC"}), "time_zone"),
        (json!({"time_zone": "UTC"}), "time_zone"),
        (json!({"interval": 300}), "interval"),
        (json!({"cron": vec!["1"; 5000].join(",") + " * * * *"}), "cron"),
        (json!({"interval": "5m", "environment_id": foreign}), "environment_id"),
        (json!({"interval": "5m", "note": "a\u{0}b"}), "note"),
        (json!({"interval": "5m", "note": "n".repeat(1001)}), "note"),
    ] {
        let answer = world.server.post(As::Member, &list, body.clone()).await.expect(400);
        assert!(answer.text.contains(&format!("\"{place}\"")), "{body}: {}", answer.text);
    }
    let misspelt = json!({"interval": "5m", "pause": true});
    let refused = world.server.post(As::Member, &list, misspelt).await.expect(400);
    assert!(refused.message().contains("known are environment_id, interval"), "{}", refused.text);
    for _ in 0..10 {
        schedule(&world, &path, json!({"interval": "5m"})).await;
    }
    let eleventh = world.server.post(As::Member, &list, json!({"interval": "5m"})).await.expect(409);
    assert!(eleventh.message().contains("at most 10"), "{}", eleventh.text);
}

#[tokio::test]
async fn what_rests_is_not_run_and_not_made_up() {
    let world = keeping_time().await;
    let (path, test) = world.simple("/orders").await;
    schedule(&world, &path, json!({"interval": "1m"})).await;
    ended(&world, &path, 1).await;
    let environment = world
        .server
        .in_bucket(&format!("/environments/{}", test["default_environment_id"].as_str().unwrap()));
    let mut count = 1;
    for (what, word) in [(world.server.in_bucket(""), "bucket"), (environment, "environment")] {
        world.server.post(As::Member, &format!("{what}/pause"), json!({})).await.expect(200);
        let seen = &world.server.get(As::Reader, &format!("{path}/schedules")).await.data()[0];
        assert_eq!((&seen["paused_by"], &seen["next_run_at"]), (&json!(word), &Value::Null));
        world.server.clock.advance(20 * 60);
        let pauses = world.server.post(As::Member, &format!("{what}/resume"), json!({})).await.data();
        assert_eq!(pauses, json!({"bucket": false, "environments": []}));
        // Whether the turn came before the end of the rest or after it: at most what is due now.
        count += 1;
        world.server.clock.advance(120);
        ended(&world, &path, count).await;
    }
}

#[tokio::test]
async fn a_jump_of_the_clock_and_a_server_that_was_away_leave_records() {
    let mut world = keeping_time().await;
    let (path, _) = world.simple("/orders").await;
    let made = schedule(&world, &path, json!({"interval": "1h"})).await;
    ended(&world, &path, 1).await;
    let one = format!("{path}/schedules/{}", made["id"].as_str().unwrap());
    let next = world.server.get(As::Reader, &one).await.data()["next_run_at"].as_f64().unwrap();
    // 3 hours and a half after the second tick: four of them are too late.
    let now = made["created_at"].as_f64().unwrap();
    world.server.clock.advance((next - now) as i64 + 3 * 3600 + 1800);
    let jumped = ended(&world, &path, 5).await;
    assert_eq!(words(&jumped)[..4], [("missed", "missed_clock"); 4]);
    assert_eq!(words(&jumped)[4], ("pass", ""));

    world.shut_down().await;
    world.server.clock.advance(100 * 3600);
    world.restart(DispatchSettings::default()).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let all = ended(&world, &path, 16).await;
    let down: Vec<_> = all.iter().filter(|run| run["reason"]["code"] == "missed_down").collect();
    assert_eq!(down.len(), 11, "ten records, and one for the rest");
    assert_eq!(down.iter().map(|run| run["missed_ticks"].as_i64().unwrap()).sum::<i64>(), 100);
    let newest = world.server.get(As::Reader, &world.server.in_bucket("/tests")).await.data();
    assert_eq!(
        (&newest[0]["last_run"]["result"], &newest[0]["last_run"]["status"]),
        (&json!("missed"), &json!("expired"))
    );
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_nothing() {
    let world = keeping_time().await;
    let (path, _) = world.simple("/orders").await;
    schedule(&world, &path, json!({"interval": "1m"})).await;
    ended(&world, &path, 1).await;
    for round in 0..3 {
        world.server.clock.advance(120);
        ended(&world, &path, 2 + round).await;
    }
    world.server.clock.advance(-24 * 3600);
    // Noticed within a second; the next ticks are those of the earlier day.
    let list = format!("{path}/schedules");
    let noticed = async {
        loop {
            let next = world.server.get(As::Reader, &list).await.data()[0]["next_run_at"].as_f64().unwrap();
            if next < 1_800_000_000.0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), noticed).await.expect("the clock is looked at");
    let before = ended(&world, &path, 1).await.len();
    world.server.clock.advance(60);
    ended(&world, &path, before + 1).await;
}

#[tokio::test]
async fn runs_do_not_pile_up() {
    let world = keeping_time().await;
    let (path, _) = world.simple("/wait").await;
    schedule(&world, &path, json!({"interval": "10s"})).await;
    world.target.arrival().await;
    world.server.clock.advance(20);
    let missed = async {
        loop {
            let all = world.server.get(As::Reader, &format!("{path}/results")).await.data();
            if all.as_array().unwrap().iter().any(|run| run["reason"]["code"] == "missed_overlap") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), missed).await.expect("the tick is missed");
    world.target.let_go();
    let all = ended(&world, &path, 2).await;
    assert_eq!(all.iter().filter(|run| run["result"] == "pass").count(), 1);
    assert_eq!(world.target.requests().len(), 1);
}

#[tokio::test]
async fn a_failed_run_of_a_schedule_is_repeated_once() {
    let world = keeping_time().await;
    let environment = json!({"name": "E", "retry_on_failure": true});
    let (path, _) = world
        .test(json!({"name": "t", "steps": [world.step("/missing")], "environments": [environment]}))
        .await;
    assert_eq!(world.run(&path).await["result"], "fail");
    schedule(&world, &path, json!({"interval": "1h"})).await;
    let all = ended(&world, &path, 3).await;
    assert_eq!(all.len(), 3, "a manual run is not repeated");
    let repeated: Vec<_> = all.iter().filter(|run| run["retry_of"] != Value::Null).collect();
    let failed = all.iter().find(|run| run["schedule_id"] != Value::Null).unwrap();
    assert_eq!((repeated.len(), &repeated[0]["retry_of"]), (1, &failed["test_run_id"]));
    assert_eq!(world.target.requests().len(), 3);
}
