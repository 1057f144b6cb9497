//! What is counted of runs, however they come and end.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use tacit_app::{App, DispatchSettings, RunObserver, Scheduler};
use tacit_numbers::{Subject, Value};
use tacit_record::Run;

use crate::{common::As, world::World};

/// The numbers of a name whose labels have these values, added up; of histograms, how many there were.
pub(crate) fn number(app: &App, name: &str, labels: &[&str]) -> f64 {
    let family = app.numbers().into_iter().find(|family| family.about.name() == name).expect("a number");
    let fits = |sample: &&tacit_numbers::Sample| {
        labels.iter().all(|label| sample.labels.pairs().iter().any(|(_, value)| value.as_str() == *label))
    };
    let value = |sample: &tacit_numbers::Sample| match &sample.value {
        Value::Count(count) => *count as f64,
        Value::Number(number) => *number,
        Value::Distribution(distribution) => distribution.count() as f64,
    };
    family.samples.iter().filter(fits).map(value).sum()
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let wait = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn runs_are_counted_by_how_they_end_and_who_asked() {
    let world = World::idle().await;
    let app = &world.server.app;
    let (test, _) = world.simple("/orders").await;
    let waiting = world.ask(&test, json!({})).await;
    assert_eq!(number(app, "tacit_queue_length", &["inside"]), 1.0);
    world.server.post(As::Member, &format!("{waiting}/cancel"), json!({})).await.expect(200);
    assert_eq!(number(app, "tacit_queue_length", &["inside"]), 0.0);
    assert_eq!(number(app, "tacit_runs_total", &["canceled", "manual"]), 1.0);

    world.dispatch(DispatchSettings::default()).await;
    world.run(&test).await;
    assert_eq!(number(app, "tacit_runs_total", &["pass", "manual"]), 1.0);
    let (broken, _) = world.simple("/missing").await;
    world.run(&broken).await;
    assert_eq!(number(app, "tacit_runs_total", &["fail", "manual"]), 1.0);
    assert_eq!(number(app, "tacit_run_duration_seconds", &[]), 2.0);
    assert_eq!(number(app, "tacit_results_stored_total", &[]), 2.0);
    assert_eq!(number(app, "tacit_schedule_lag_seconds", &[]), 0.0, "nobody's tick");
    assert_eq!(number(app, "tacit_leaks_stopped_total", &[]), 0.0);
}

#[tokio::test]
async fn ticks_have_a_lag_or_a_reason() {
    let world = World::start().await;
    let app = &world.server.app;
    Scheduler::start(app, world.stop.clone(), &world.tracker);
    let (test, _) = world.simple("/orders").await;
    world.server.post(As::Member, &format!("{test}/schedules"), json!({"interval": "1h"})).await.expect(201);
    until("the first tick runs", || number(app, "tacit_runs_total", &["pass", "scheduled"]) == 1.0).await;
    assert_eq!(number(app, "tacit_schedule_lag_seconds", &[]), 1.0);
    world.server.clock.advance(5 * 3600 + 1800);
    until("the jump is noticed", || number(app, "tacit_missed_ticks_total", &["missed_clock"]) > 0.0).await;
    let all = world.server.get(As::Reader, &format!("{test}/results?count=50")).await.data();
    let missed = all.as_array().unwrap().iter().filter_map(|run| run["missed_ticks"].as_f64()).sum::<f64>();
    assert!(missed >= 4.0, "{missed}");
    assert_eq!(number(app, "tacit_missed_ticks_total", &["missed_clock"]), missed);
}

#[derive(Default)]
struct Seen(Mutex<Vec<Subject>>);

impl RunObserver for Seen {
    fn accepted(&self, subject: &Subject, _: &Run) {
        self.0.lock().unwrap().push(subject.clone());
    }
}

#[tokio::test]
async fn tests_have_numbers_under_the_names_they_have() {
    let world = World::start().await;
    let app = &world.server.app;
    let seen = Arc::new(Seen::default());
    app.observe_runs(Arc::clone(&seen) as Arc<dyn RunObserver>);
    app.keep_numbers_of_tests(1);
    let (test, made) = world.simple("/orders").await;
    let id = made["id"].as_str().unwrap();
    let passed = "tacit_test_last_run_passed";
    world.run(&test).await;
    assert_eq!(number(app, passed, &[id, "get /orders"]), 1.0);
    assert!(number(app, "tacit_test_response_time_seconds", &[id]) > 0.0);

    world.server.put(As::Owner, &world.server.in_bucket(""), json!({"name": "Shop"})).await.expect(200);
    world.server.put(As::Member, &test, json!({"name": "Orders"})).await.expect(200);
    world.run(&test).await;
    assert_eq!(number(app, passed, &[id, "Orders", "Shop"]), 1.0);
    assert_eq!(number(app, "tacit_test_series", &[]), 1.0);
    let names: Vec<_> = seen.0.lock().unwrap().iter().map(|one| one.bucket_name.clone()).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[1], "Shop");

    let (other, _) = world.simple("/orders").await;
    world.run(&other).await;
    assert_eq!(number(app, "tacit_test_results_left_out_total", &[]), 1.0);
    world.server.delete(As::Member, &test).await;
    assert_eq!(number(app, "tacit_test_series", &[]), 0.0);
    world.run(&other).await;
    assert_eq!(number(app, "tacit_test_series", &[]), 1.0);
}
