//! From the request for a run to its result, whatever happens in between.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Job, Runner};
use tacit_record::{Progress, Run};
use tokio_util::sync::CancellationToken;

use crate::{
    common::As,
    world::{World, engine},
};

#[tokio::test]
async fn a_run_ends_in_a_result() {
    let world = World::start().await;
    let (passing, _) = world.simple("/orders").await;
    let (failing, _) = world.simple("/missing").await;
    let passed = world.run(&passing).await;
    assert_eq!(
        (&passed["result"], &passed["source"], &passed["run_by"]),
        (&json!("pass"), &json!("manual"), &json!("Member"))
    );
    assert_eq!(passed["requests"][0]["response_status_code"], 200);
    let failed = world.run(&failing).await;
    assert_eq!((&failed["result"], &failed["assertions_failed"]), (&json!("fail"), &json!(1)));
    assert_eq!(world.target.requests(), ["GET /orders", "GET /missing"]);
}

#[tokio::test]
async fn what_waited_when_the_server_stopped_runs_after_the_next_start() {
    let world = World::idle().await;
    let (test, _) = world.simple("/later").await;
    let run = world.ask(&test, json!({})).await;
    let waiting = world.server.get(As::Reader, &run).await.expect(200).data();
    assert_eq!((&waiting["result"], &waiting["requests"]), (&json!("queued"), &json!([])));
    world.dispatch(DispatchSettings::default()).await;
    assert_eq!(world.result(&run).await["result"], "pass");
}

#[tokio::test]
async fn a_stop_waits_for_runs_and_then_puts_them_back() {
    let world = World::idle().await;
    let drain = |drain| DispatchSettings { drain, ..DispatchSettings::default() };
    world.dispatch(drain(Duration::ZERO)).await;
    let (test, _) = world.simple("/wait").await;
    let run = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "working");
    world.shut_down().await;
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "queued");

    let second = World::start().await;
    let (waits, _) = second.simple("/wait").await;
    let run = second.ask(&waits, json!({})).await;
    second.target.arrival().await;
    second.stop.cancel();
    second.target.let_go();
    second.tracker.wait().await;
    assert_eq!(second.server.get(As::Reader, &run).await.data()["result"], "pass");
}

#[tokio::test]
async fn runs_can_be_stopped() {
    let world = World::idle().await;
    let (test, _) = world.simple("/wait").await;
    let waiting = world.ask(&test, json!({})).await;
    let cancel = |run: &str| format!("{run}/cancel");
    world.server.post(As::Reader, &cancel(&waiting), json!({})).await.expect(403);
    let stopped = world.server.post(As::Member, &cancel(&waiting), json!({})).await.expect(200).data();
    assert_eq!(stopped["result"], "canceled");
    world.server.post(As::Member, &cancel(&waiting), json!({})).await.expect(409);

    world.dispatch(DispatchSettings::default()).await;
    let under_way = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    world.server.post(As::Member, &cancel(&under_way), json!({})).await.expect(200);
    let result = world.result(&under_way).await;
    assert_eq!((&result["result"], &result["record"]["result"]), (&json!("canceled"), &json!("canceled")));
    assert_eq!(world.target.requests().len(), 1);
}

/// Does not come back from its first run.
struct Panics(Arc<dyn Runner>);

#[async_trait]
impl Runner for Panics {
    async fn run(&self, job: Job, news: &(dyn Fn(Progress) + Send + Sync), cancel: CancellationToken) -> Run {
        assert!(!job.test.name.contains("/fatal"), "a fault of the engine's");
        self.0.run(job, news, cancel).await
    }
}

#[tokio::test]
async fn what_cannot_be_run_says_why_and_harms_nobody() {
    let world = World::idle().await;
    let (gone, test) = world.simple("/gone").await;
    let extra =
        world.server.post(As::Member, &format!("{gone}/environments"), json!({"name": "Extra"})).await;
    let extra = extra.expect(201).data();
    let in_extra = world.ask(&gone, json!({"environment_id": extra["id"]})).await;
    let path = format!("{gone}/environments/{}", extra["id"].as_str().unwrap());
    world.server.delete(As::Member, &path).await.expect(204);
    let (fatal, _) = world.simple("/fatal").await;
    let fatal = world.ask(&fatal, json!({})).await;
    world.dispatch_with(Arc::new(Panics(engine())), DispatchSettings::default()).await;

    let result = world.result(&in_extra).await;
    assert_eq!((&result["result"], &result["reason"]["code"]), (&json!("fail"), &json!("environment")));
    assert!(result["error_messages"][0].as_str().unwrap().contains("environment"), "{result}");
    assert_eq!(result["record"], Value::Null);
    let result = world.result(&fatal).await;
    assert_eq!((&result["result"], &result["reason"]["code"]), (&json!("fail"), &json!("internal")));
    world.server.clock.advance(1);
    assert_eq!(world.run(&gone).await["result"], "pass");
    let latest = world.server.get(As::Reader, &format!("{gone}/results/latest")).await.data();
    assert_eq!((&latest["result"], &latest["test_id"]), (&json!("pass"), &test["id"]));
}

#[tokio::test]
async fn a_run_keeps_the_definition_it_was_asked_for() {
    let world = World::idle().await;
    let (test, made) = world.simple("/before").await;
    let run = world.ask(&test, json!({})).await;
    let mut step = made["steps"][0].clone();
    step["url"] = json!(world.target.url("/after"));
    world.server.put(As::Member, &test, json!({"name": "changed", "steps": [step]})).await.expect(200);
    world.dispatch(DispatchSettings::default()).await;
    let result = world.result(&run).await;
    assert_eq!((&result["revision"], &result["result"]), (&json!(1), &json!("pass")));
    assert_eq!(world.target.requests(), ["GET /before"]);
}
