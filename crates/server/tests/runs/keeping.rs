//! What is kept of results, and what is not.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tacit_app::{Clock, DispatchSettings, Job, KeepPolicy, Runner};
use tacit_record::{Counters, Progress, Run, RunResult};
use tacit_testkit::target::Target;
use tokio_util::sync::CancellationToken;

use crate::{
    alerts::{channel, told},
    common::As,
    world::World,
};

#[tokio::test]
async fn old_results_are_forgotten() {
    let mut world = World::idle().await;
    let (test, _) = world.simple("/a").await;
    let mut runs = Vec::new();
    for _ in 0..4 {
        world.server.clock.advance(1);
        runs.push(world.ask(&test, json!({})).await);
    }
    world.dispatch(DispatchSettings::default()).await;
    for run in &runs {
        world.result(run).await;
    }
    let retention = KeepPolicy { passes_in_full: 1, summaries: 3, ..KeepPolicy::default() };
    world.restart(DispatchSettings { retention, ..DispatchSettings::default() }).await;
    let forgotten = async {
        while world.server.get(As::Reader, &runs[2]).await.data()["record"] != Value::Null {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), forgotten).await.expect("forgotten in time");
    world.server.get(As::Reader, &runs[0]).await.expect(404);
    let summary = world.server.get(As::Reader, &runs[1]).await.expect(200).data();
    assert_eq!((&summary["result"], &summary["assertions_passed"]), (&json!("pass"), &json!(1)));
    assert_eq!((&summary["record"], &summary["requests"]), (&Value::Null, &json!([])));
    assert_ne!(world.server.get(As::Reader, &runs[3]).await.data()["record"], Value::Null);
}

/// Everything that has an end is gone some time after it; what has none stays. So do the bytes of it.
#[tokio::test]
async fn what_is_over_does_not_stay_for_ever() {
    let receiver = Target::http().await;
    let mut world = World::start().await;
    let settings = json!({"url": receiver.url("/echo")});
    let hook = channel(&world, "webhook", settings, json!({"notify_on": "all"})).await;
    let (test, _) = world.simple("/orders").await;
    let first = world.run(&test).await;
    world.target.set_broken(true);
    for _ in 0..3 {
        world.run(&test).await;
    }
    world.target.set_broken(false);
    for _ in 0..2 {
        world.run(&test).await;
    }
    assert_eq!(told(&world, &hook, 6).await.len(), 6);
    let now = Clock::now(&*world.server.clock) as f64 / 1e6;
    let server = &world.server;
    let stays = json!({"name": "long"});
    for token in [json!({"name": "gone-token", "expires_at": now + 60.0}), stays] {
        server.post(As::Member, "/v1/account/tokens", token).await.expect(201);
    }
    for window in
        [json!({"name": "gone-window", "until": now + 60.0}), json!({"cron": "0 3 * * *", "duration": "1h"})]
    {
        server.post(As::Member, &server.in_bucket("/maintenance"), window).await.expect(201);
    }
    let share = json!({"kind": "result", "test_id": first["test_id"], "test_run_id": first["test_run_id"]});
    server.post(As::Member, &server.in_bucket("/shares"), share).await.expect(201);
    server.post(As::Owner, &server.in_team("/agents"), json!({"name": "never came"})).await.expect(201);
    server.sign_in(As::Reader).await;
    let database = server.database();
    let before = rows(&database).await;
    for (table, count) in &before {
        assert!(*count > 0, "there is nothing in {table} that could go");
    }
    let files = database.parent().unwrap().to_owned();
    assert!(holds(&files, b"gone-window") && holds(&files, b"gone-token"), "the search finds what is there");

    world.shut_down().await;
    world.server.clock.advance(200 * 24 * 3600);
    let session = world.server.sign_in(As::Owner).await;
    world.restart(DispatchSettings::default()).await;
    let expected = [
        ("agents WHERE enrolment_hash IS NOT NULL", 0),
        ("deliveries", 0),
        ("delivery_attempts", 0),
        ("incident_entries", 0),
        ("incidents", 0),
        ("maintenance", 1),
        ("run_records", 0),
        ("runs", 0),
        ("sessions", 1),
        ("shares", 0),
        ("tokens", before["tokens"] - 1),
    ];
    let gone = async {
        while rows(&database).await != expected.into() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), gone).await;
    assert!(waited.is_ok(), "{:?} instead of {expected:?}", rows(&database).await);
    world.server.call("GET", "/v1/session").cookie(&session).send().await.expect(200);
    // Nor are they in the files of the server that goes on, also not in the database's log.
    let wiped = async {
        while holds(&files, b"gone-") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wiped).await.expect("the files forget, too");
}

/// How many rows there are that housekeeping looks at.
async fn rows(database: &Path) -> BTreeMap<&'static str, i64> {
    let file = format!("sqlite://{}", database.display());
    let mut database = SqliteConnection::connect(&file).await.unwrap();
    let mut rows = BTreeMap::new();
    for table in [
        "agents WHERE enrolment_hash IS NOT NULL",
        "deliveries",
        "delivery_attempts",
        "incident_entries",
        "incidents",
        "maintenance",
        "run_records",
        "runs",
        "sessions",
        "shares",
        "tokens",
    ] {
        let count = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        rows.insert(table, count.fetch_one(&mut database).await.unwrap());
    }
    rows
}

/// Whether a file of the folder holds these bytes.
fn holds(folder: &Path, needle: &[u8]) -> bool {
    let mut files =
        fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap_or_default());
    files.any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
}

/// As if the last look had found a secret.
struct Withholds;

#[async_trait]
impl Runner for Withholds {
    async fn run(&self, _: Job, _: &(dyn Fn(Progress) + Send + Sync), _: CancellationToken) -> Run {
        Run {
            result: RunResult::Fail,
            started_at: 1,
            finished_at: 2,
            response_time_ms: None,
            initial_variables: Vec::new(),
            variables: Vec::new(),
            steps: Vec::new(),
            counters: Counters::default(),
            errors: Vec::new(),
            secrets: Vec::new(),
            aside: tacit_record::Aside::default(),
            withheld: true,
        }
    }
}

#[tokio::test]
async fn a_withheld_result_is_told_to_everybody_concerned() {
    let world = World::idle().await;
    world.dispatch_with(Arc::new(Withholds), DispatchSettings::default()).await;
    let (test, _) = world.simple("/a").await;
    let result = world.run(&test).await;
    assert_eq!((&result["result"], &result["reason"]["code"]), (&json!("fail"), &json!("withheld")));
    let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.data();
    let stopped = log["entries"].as_array().unwrap().iter().find(|entry| entry["action"] == "leak_stopped");
    assert!(stopped.unwrap().to_string().contains(result["test_run_id"].as_str().unwrap()));
}
