//! Maintenance windows, from the form to the tick that rests.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Scheduler};

use crate::{common::As, world::World};

const NOW: i64 = 1_800_000_000;

async fn window(world: &World, body: Value) -> Value {
    let list = world.server.in_bucket("/maintenance");
    world.server.post(As::Member, &list, body).await.expect(201).data()
}

/// Waits until the only schedule of a test stands like this; returns it.
async fn schedule_when(world: &World, test: &str, right: impl Fn(&Value) -> bool) -> Value {
    let look = async {
        loop {
            let seen = world.server.get(As::Reader, &format!("{test}/schedules")).await.data()[0].take();
            if right(&seen) {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), look).await.expect("the schedule is looked at")
}

/// Goes on from `now` to the second after the next run that is shown; returns that second.
async fn advance_to_next(world: &World, test: &str, now: i64) -> i64 {
    let shown = |seen: &Value| seen["next_run_at"].as_f64().is_some_and(|next| next > now as f64);
    let next = schedule_when(world, test, shown).await["next_run_at"].as_f64().unwrap().ceil() as i64;
    world.server.clock.advance(next - now);
    next
}

async fn results(world: &World, test: &str) -> Vec<Value> {
    let all = world.server.get(As::Reader, &format!("{test}/results?count=50")).await.data();
    all.as_array().unwrap().clone()
}

#[tokio::test]
async fn in_a_window_schedules_rest_and_nothing_is_missed() {
    let world = World::idle().await;
    let (path, _) = world.simple("/orders").await;
    let made = window(&world, json!({"name": "Move", "note": "to the new rack", "until": NOW + 600})).await;
    assert_eq!((&made["mode"], &made["from"]), (&json!("rest"), &json!(NOW as f64)));
    assert_eq!(made["open"], json!({"from": NOW as f64, "until": (NOW + 600) as f64}));
    let body = json!({"interval": "1m"});
    world.server.post(As::Member, &format!("{path}/schedules"), body).await.expect(201);
    let resting = schedule_when(&world, &path, |_| true).await;
    assert_eq!((&resting["paused_by"], &resting["paused"]), (&json!("maintenance"), &json!(false)));
    let open = json!({"id": made["id"], "name": "Move", "mode": "rest", "from": NOW as f64, "until": (NOW + 600) as f64});
    assert_eq!(resting["maintenance"], open);
    let next = resting["next_run_at"].as_f64().unwrap();
    assert!((600.0..660.0).contains(&(next - NOW as f64)), "{next}");

    world.dispatch(DispatchSettings::default()).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    // The first tick, and those of five minutes that nobody looked at: all of them rest.
    world.server.clock.advance(300);
    world.server.clock.advance(270);
    // The first one outside has its turn in the tenth minute.
    advance_to_next(&world, &path, NOW + 570).await;
    let ran = async {
        loop {
            let all = results(&world, &path).await;
            if all.iter().any(|run| run["result"] == "pass") {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let all = tokio::time::timeout(Duration::from_secs(30), ran).await.expect("it runs after the window");
    let inside = |run: &&Value| run["scheduled_at"].as_f64().unwrap() < (NOW + 600) as f64;
    assert_eq!(all.iter().filter(inside).count(), 0, "{all:#?}");
    let after = schedule_when(&world, &path, |seen| seen["paused_by"].is_null()).await;
    assert_eq!(after["maintenance"], Value::Null);
}

#[tokio::test]
async fn a_window_can_be_ended_before_its_time() {
    let world = World::idle().await;
    let (path, _) = world.simple("/orders").await;
    world.server.post(As::Member, &format!("{path}/schedules"), json!({"interval": "1m"})).await.expect(201);
    world.dispatch(DispatchSettings::default()).await;
    // Every hour for one hour: always.
    let made =
        window(&world, json!({"cron": "0 * * * *", "duration": "1h", "time_zone": "europe/berlin"})).await;
    assert_eq!((&made["name"], &made["time_zone"]), (&json!("Maintenance"), &json!("Europe/Berlin")));
    let one = world.server.in_bucket(&format!("/maintenance/{}", made["id"].as_str().unwrap()));
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    world.server.clock.advance(120);
    // The tick was looked at and rests; the next one is not moved to the end of the window.
    schedule_when(&world, &path, |seen| seen["paused_by"] == "maintenance").await;
    let ended = world.server.post(As::Member, &format!("{one}/end"), json!({})).await.expect(200).data();
    assert_eq!(ended["open"], Value::Null);
    let next = ended["next"]["from"].as_f64().unwrap();
    assert!(next > (NOW + 120) as f64 && (next as i64) % 3600 == 0, "{ended}");
    let again = world.server.post(As::Member, &format!("{one}/end"), json!({})).await.expect(409);
    assert!(again.message().contains("not open"), "{}", again.text);
    // Where in its minute a schedule has its turn is by chance.
    let passed = advance_to_next(&world, &path, NOW + 120).await;
    let ran = async {
        while !results(&world, &path).await.iter().any(|run| run["result"] == "pass") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ran).await.expect("it runs again");
    // It opens again at the next full hour.
    world.server.clock.advance(next as i64 - passed + 1);
    schedule_when(&world, &path, |seen| seen["paused_by"] == "maintenance").await;
    world.server.delete(As::Member, &one).await.expect(204);
    schedule_when(&world, &path, |seen| seen["paused_by"].is_null()).await;
    world.server.get(As::Reader, &one).await.expect(404);
}

#[tokio::test]
async fn a_window_may_only_keep_quiet_and_may_be_for_a_part() {
    let world = World::idle().await;
    let (path, test) = world.simple("/orders").await;
    let (other, other_test) = world.simple("/other").await;
    for test in [&path, &other] {
        world
            .server
            .post(As::Member, &format!("{test}/schedules"), json!({"interval": "1m"}))
            .await
            .expect(201);
    }
    let body = json!({"name": "Quiet", "mode": "mute", "until": NOW + 600, "test_id": test["id"]});
    let made = window(&world, body).await;
    let seen = schedule_when(&world, &path, |_| true).await;
    assert_eq!((&seen["paused_by"], &seen["maintenance"]["mode"]), (&Value::Null, &json!("mute")));
    assert_eq!(schedule_when(&world, &other, |_| true).await["maintenance"], Value::Null);

    // What was read can be sent back; another place and mode count at once.
    let one = world.server.in_bucket(&format!("/maintenance/{}", made["id"].as_str().unwrap()));
    let same = world.server.put(As::Member, &one, made.clone()).await.expect(200).data();
    assert_eq!(same, made);
    let change =
        json!({"test_id": null, "environment_id": other_test["default_environment_id"], "mode": "rest"});
    world.server.put(As::Member, &one, change).await.expect(200);
    assert_eq!(schedule_when(&world, &other, |_| true).await["paused_by"], "maintenance");
    let of_bucket = world.server.get(As::Reader, &world.server.in_bucket("/schedules")).await.data();
    let resting = of_bucket.as_array().unwrap().iter().filter(|one| one["paused_by"] == "maintenance");
    assert_eq!(resting.count(), 1);
    let listed = world.server.get(As::Reader, &world.server.in_bucket("/maintenance")).await.data();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

/// Conditions of the incidents of the bucket.
async fn incidents(world: &World) -> Vec<Value> {
    let all = world.server.get(As::Reader, &world.server.in_bucket("/incidents")).await.expect(200).data();
    all.as_array().unwrap().clone()
}

#[tokio::test]
async fn what_fails_in_a_window_is_kept_and_nobody_is_told() {
    let world = World::start().await;
    let (path, _) = world.simple("/missing").await;
    let (elsewhere, other) = world.simple("/missing").await;
    // A window for another test says nothing of this one.
    window(&world, json!({"mode": "mute", "until": NOW + 600, "test_id": other["id"]})).await;
    let mut made = Vec::new();
    for mode in ["mute", "rest"] {
        made.push(window(&world, json!({"mode": mode, "from": NOW, "until": NOW + 600})).await);
        assert_eq!(world.run(&path).await["result"], "fail");
        let told = incidents(&world).await;
        assert!(told.is_empty(), "{mode}: {told:?}");
        let one =
            world.server.in_bucket(&format!("/maintenance/{}", made[made.len() - 1]["id"].as_str().unwrap()));
        world.server.clock.advance(1);
        world.server.post(As::Member, &format!("{one}/end"), json!({})).await.expect(200);
    }
    assert_eq!(world.run(&elsewhere).await["result"], "fail");
    assert!(incidents(&world).await.is_empty(), "its own window is open");
    assert_eq!(results(&world, &path).await.len(), 2, "the results are kept");
    // Outside of every window the same failure opens one.
    assert_eq!(world.run(&path).await["result"], "fail");
    assert_eq!(incidents(&world).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_a_window_says_why() {
    let world = World::idle().await;
    let list = world.server.in_bucket("/maintenance");
    let foreign = uuid::Uuid::from_u128(5);
    let nightly = |field: &str, value: Value| {
        let mut body = json!({"cron": "0 3 * * *", "duration": "1h", "time_zone": "Europe/Berlin"});
        body[field] = value;
        body
    };
    for (body, place) in [
        (json!({}), "until"),
        (json!({"from": NOW}), "until"),
        (json!({"until": NOW - 1}), "until"),
        (json!({"from": NOW - 10, "until": NOW - 1}), "until"),
        (json!({"from": NOW + 10, "until": NOW + 10}), "until"),
        (json!({"until": NOW + 367 * 86_400}), "until"),
        (json!({"until": 1e300}), "until"),
        (json!({"cron": "0 3 * * *"}), "duration"),
        (json!({"duration": "1h"}), "cron"),
        (nightly("until", json!(NOW + 10)), "cron"),
        (nightly("cron", json!("every night")), "cron"),
        (nightly("cron", json!("0 0 30 2 *")), "cron"),
        (nightly("duration", json!("59s")), "duration"),
        (nightly("duration", json!("8d")), "duration"),
        (nightly("duration", json!("long")), "duration"),
        (nightly("time_zone", json!("Mars/Base")), "time_zone"),
        (nightly("name", json!("")), "name"),
        (nightly("name", json!("n".repeat(101))), "name"),
        (nightly("note", json!("n".repeat(1001))), "note"),
        (nightly("mode", json!("sleep")), "mode"),
        (nightly("test_id", json!(foreign)), "test_id"),
        (nightly("environment_id", json!(foreign)), "environment_id"),
    ] {
        let answer = world.server.post(As::Member, &list, body.clone()).await.expect(400);
        assert!(answer.text.contains(&format!("\"{place}\"")), "{body}: {}", answer.text);
    }
    for (body, words) in [
        (json!({"until": "tomorrow"}), "until has another type"),
        // A misspelt field would be a window for everything.
        (
            json!({"until": NOW + 60, "test": "x"}),
            "does not belong here (known are name, note, environment_id",
        ),
    ] {
        let answer = world.server.post(As::Member, &list, body.clone()).await.expect(400);
        assert!(answer.message().contains(words), "{body}: {}", answer.text);
    }
    for _ in 0..100 {
        window(&world, nightly("name", json!("n"))).await;
    }
    let more = world.server.post(As::Member, &list, nightly("name", json!("n"))).await.expect(409);
    assert!(more.message().contains("at most 100"), "{}", more.text);
}

#[tokio::test]
async fn many_windows_and_schedules_are_listed() {
    let world = World::idle().await;
    let mut paths = Vec::new();
    for name in ["/a", "/b", "/c"] {
        let (path, _) = world.simple(name).await;
        for _ in 0..10 {
            let list = format!("{path}/schedules");
            world.server.post(As::Member, &list, json!({"interval": "10s"})).await.expect(201);
        }
        paths.push(path);
    }
    for _ in 0..100 {
        window(&world, json!({"cron": "* * * * *", "duration": "7d"})).await;
    }
    // Looking at each window for each tick took minutes, in which nobody else was answered; this test did not end then.
    let all = world.server.get(As::Reader, &world.server.in_bucket("/schedules")).await.expect(200).data();
    assert_eq!(all.as_array().unwrap().len(), 30);
    assert!(all.as_array().unwrap().iter().all(|one| one["next_run_at"].is_null()), "{all}");
}
