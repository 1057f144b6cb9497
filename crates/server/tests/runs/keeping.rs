//! What is kept of results, and what is not.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Job, KeepPolicy, Runner};
use tacit_record::{Counters, Progress, Run, RunResult};
use tokio_util::sync::CancellationToken;

use crate::{common::As, world::World};

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
