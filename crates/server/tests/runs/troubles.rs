//! What people see while something around the server fails: rows of `docs/when-things-go-wrong.md` that no other suite tries.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use tacit_agent::Limits;
use tacit_app::{DiskSpace, DispatchSettings, Room, Scheduler};
use tacit_store::Store;

use crate::{
    common::{As, TestServer},
    numbers::number,
    schedules::{ended, keeping_time, schedule, words},
    world::{World, engine_within},
};

#[tokio::test]
async fn a_clock_that_stands_still_stops_schedules_and_nothing_else() {
    let world = keeping_time().await;
    let (test, _) = world.simple("/orders").await;
    let made = schedule(&world, &test, json!({"interval": "1m"})).await;
    ended(&world, &test, 1).await;
    let (by_hand, _) = world.simple("/by-hand").await;
    assert_eq!(world.run(&by_hand).await["result"], "pass");
    // What is new runs at once, so the scheduler has looked; the first schedule's time has not come.
    let (second, _) = world.simple("/second").await;
    schedule(&world, &second, json!({"interval": "1m"})).await;
    ended(&world, &second, 1).await;
    assert_eq!(ended(&world, &test, 1).await.len(), 1);
    let one = format!("{test}/schedules/{}", made["id"].as_str().unwrap());
    let next = world.server.get(As::Reader, &one).await.data()["next_run_at"].as_f64().unwrap();

    // It is put right.
    world.server.clock.advance((next - made["created_at"].as_f64().unwrap()) as i64 + 3 * 60 + 40);
    let all = ended(&world, &test, 5).await;
    let missed = words(&all).iter().filter(|word| **word == ("missed", "missed_clock")).count();
    assert_eq!((missed, all.len()), (4, 5), "{:?}", words(&all));
    assert_eq!(words(&all)[4], ("pass", ""), "the run from before the clock stood still");
}

#[tokio::test]
async fn a_database_that_does_not_answer_loses_nothing() {
    let world = keeping_time().await;
    let (test, _) = world.simple("/orders").await;
    let made = schedule(&world, &test, json!({"interval": "10s"})).await;
    ended(&world, &test, 1).await;
    let one = format!("{test}/schedules/{}", made["id"].as_str().unwrap());
    let next = world.server.get(As::Reader, &one).await.data()["next_run_at"].as_f64().unwrap();
    let (slow, _) = world.simple("/wait").await;
    let under_way = world.ask(&slow, json!({})).await;
    world.target.arrival().await;

    // Somebody else writes, and takes their time.
    let file = format!("sqlite://{}", world.server.database().display());
    let mut other = SqliteConnection::connect(&file).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    world.target.let_go();
    let clock = world.server.clock.clone();
    clock.advance((next - made["created_at"].as_f64().unwrap()).ceil() as i64);
    let time = async {
        for _ in 0..13 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            clock.advance(1);
        }
    };
    let tests = world.server.in_bucket("/tests");
    let asking = async {
        let refused = world.server.post(As::Member, &format!("{test}/run"), json!({})).await;
        assert_eq!(refused.status, 503, "{}", refused.text);
        assert!(refused.message().contains("the storage is busy: try again"), "{}", refused.text);
    };
    let reading = async {
        for path in [&*tests, &under_way, &format!("{test}/results")] {
            world.server.get(As::Reader, path).await.expect(200);
        }
        let waits = world.server.get(As::Reader, &under_way).await.data();
        assert_eq!(waits["result"], "working", "its result waits for the storage");
        for path in ["/healthz", "/readyz"] {
            assert_eq!(world.server.call("GET", path).send().await.status, 200, "{path}");
        }
    };
    tokio::join!(time, asking, reading);
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();

    assert_eq!(world.result(&under_way).await["result"], "pass");
    // Two ticks came meanwhile. Each ran late, or has a record that says why not.
    let all = ended(&world, &test, 3).await;
    let at = |place: usize| all[place]["scheduled_at"].as_f64().unwrap();
    assert!((at(1) - next).abs() < 0.001 && (at(0) - next - 10.0).abs() < 0.001, "{all:?}");
    let accounted = |word: &(&str, &str)| matches!(*word, ("pass", "") | ("missed", "missed_late"));
    assert!(words(&all).iter().all(accounted), "{:?}", words(&all));
    assert_eq!(world.target.requests().iter().filter(|line| line.contains("/wait")).count(), 1);
    world.server.post(As::Member, &format!("{test}/run"), json!({})).await.expect(201);
}

#[tokio::test]
async fn a_target_that_never_answers_ends_its_run_and_holds_up_nobody() {
    let world = World::idle().await;
    let limits = Limits { request: Duration::from_secs(1), ..Limits::default() };
    world.dispatch_with(engine_within(limits), DispatchSettings::default()).await;
    let (silent, _) = world.simple("/wait").await;
    let run = world.ask(&silent, json!({})).await;
    world.target.arrival().await;
    let (other, _) = world.simple("/orders").await;
    assert_eq!(world.run(&other).await["result"], "pass");
    let began = Instant::now();
    let result = world.result(&run).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(result["result"], "fail");
    assert_eq!(
        result["requests"][0]["error_messages"],
        json!(["TIMEOUT at request: No answer within 1 s: the time ran out while waiting for the answer."])
    );
}

#[tokio::test]
async fn a_result_waits_for_a_full_disk() {
    let server = TestServer::start_with(|file| async move {
        let pages = u32::try_from(fs::metadata(&file).unwrap().len() / 4096).unwrap();
        Store::open_sqlite_capped(&file, Some(pages + 60)).await.unwrap()
    })
    .await;
    let world = World::around(server).await;
    world.dispatch(DispatchSettings::default()).await;
    let body = "x".repeat(30_000);
    let step =
        json!({"step_type": "request", "method": "POST", "url": world.target.url("/wait"), "body": body});
    let (test, _) = world.test(json!({"name": "large", "steps": [step]})).await;
    let run = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    // The rest of the room, down to the last pages.
    let (tests, mut filled) = (world.server.in_bucket("/tests"), Vec::new());
    for size in [20_000, 2000, 100] {
        loop {
            let filler =
                json!({"name": "filler", "description": "d".repeat(size), "steps": [world.step("/a")]});
            let answer = world.server.post(As::Member, &tests, filler).await;
            if answer.status == 507 {
                break;
            }
            filled.push(answer.expect(201).data()["id"].as_str().unwrap().to_owned());
        }
    }
    world.target.let_go();
    let refused = async {
        while number(&world.server.app, "tacit_store_errors_total", &["full"]) == 0.0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), refused).await.expect("there is no room for the result");
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "working");

    for filler in &filled {
        world.server.delete(As::Member, &format!("{tests}/{filler}")).await.expect(204);
    }
    assert_eq!(world.result(&run).await["result"], "pass");
    assert_eq!(world.target.requests().len(), 1, "it was not repeated");
}

/// All Rust sources below a folder, one after the other.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn each_row_of_the_page_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/when-things-go-wrong.md")).unwrap();
    let (table, _) = page.split_once("## Reasons in results").unwrap();
    let mut text = String::new();
    sources(&root.join("crates"), &mut text);
    let mut rows = 0;
    for row in table.lines().filter(|line| line.starts_with('|')).skip(2) {
        let tried = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let tests: Vec<_> = tried.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "nothing tries: {row}");
        for test in tests {
            assert!(text.contains(&format!("fn {test}() {{")), "there is no test {test}");
        }
        rows += 1;
    }
    assert!(rows > 10, "{rows} rows");
}

/// A disk that has as much room as it is told.
struct Disk(AtomicU64);

impl DiskSpace for Disk {
    fn room(&self) -> Option<Room> {
        Some(Room { free: self.0.load(Relaxed), total: 1000 << 20 })
    }
}

#[tokio::test]
async fn schedules_rest_while_the_disk_is_nearly_full() {
    let world = World::idle().await;
    let disk = Arc::new(Disk(AtomicU64::new(500 << 20)));
    world.server.app.watch_disk(disk.clone(), Some(100 << 20));
    world.dispatch(DispatchSettings::default()).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let (test, _) = world.simple("/orders").await;
    let made = schedule(&world, &test, json!({"interval": "1m"})).await;
    ended(&world, &test, 1).await;
    let notices =
        async || world.server.get(As::Reader, "/v1/notices").await.expect(200).data()["notices"].clone();
    assert_eq!(notices().await, json!([]));
    let one = format!("{test}/schedules/{}", made["id"].as_str().unwrap());
    let next = world.server.get(As::Reader, &one).await.data()["next_run_at"].as_f64().unwrap();

    disk.0.store(99 << 20, Relaxed);
    let told = async {
        while notices().await[0]["code"] != "disk_low" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("it is told");
    let ready = world.server.call("GET", "/readyz").send().await;
    assert_eq!((ready.status, ready.text.contains("nearly full")), (200, true), "{}", ready.text);
    let resting = world.server.get(As::Reader, &one).await.data();
    assert_eq!((&resting["paused_by"], &resting["next_run_at"]), (&json!("disk"), &json!(null)), "{resting}");
    world.server.clock.advance((next - made["created_at"].as_f64().unwrap()) as i64 + 3 * 60 + 40);
    // What people ask for goes on. A new schedule would run at once, so one look later nothing is due that ran.
    let (by_hand, _) = world.simple("/by-hand").await;
    schedule(&world, &by_hand, json!({"interval": "1m"})).await;
    assert_eq!(world.run(&by_hand).await["result"], "pass");
    // Not yet enough for a new beginning.
    disk.0.store(110 << 20, Relaxed);
    assert_eq!(world.run(&by_hand).await["result"], "pass");
    assert_eq!(ended(&world, &test, 1).await.len(), 1);
    assert_eq!(notices().await[0]["code"], "disk_low");

    disk.0.store(200 << 20, Relaxed);
    let all = ended(&world, &test, 5).await;
    let missed = words(&all).iter().filter(|word| **word == ("missed", "missed_disk")).count();
    assert_eq!((missed, all.len()), (4, 5), "{:?}", words(&all));
    assert_eq!(notices().await, json!([]));
    ended(&world, &by_hand, 3).await;
}

#[tokio::test]
async fn a_restart_does_not_change_why_ticks_were_missed() {
    let mut world = World::start().await;
    let disk = Arc::new(Disk(AtomicU64::new(500 << 20)));
    world.server.app.watch_disk(disk.clone(), Some(100 << 20));
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let (test, _) = world.simple("/orders").await;
    schedule(&world, &test, json!({"interval": "1m"})).await;
    ended(&world, &test, 1).await;
    disk.0.store(99 << 20, Relaxed);
    let file = format!("sqlite://{}", world.server.database().display());
    let mut database = SqliteConnection::connect(&file).await.unwrap();
    let noted = async {
        let find = "SELECT COUNT(*) FROM meta WHERE key = 'schedules_resting'";
        while sqlx::query_scalar::<_, i64>(find).fetch_one(&mut database).await.unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), noted).await.expect("it is noted");
    world.server.clock.advance(4 * 60);
    world.restart(DispatchSettings::default()).await;
    Scheduler::start(&world.server.app, world.stop.clone(), &world.tracker);
    let all = ended(&world, &test, 4).await;
    let missed = words(&all).iter().filter(|word| **word == ("missed", "missed_disk")).count();
    assert!(missed >= 2, "{:?}", words(&all));
}
