//! From the request for a run to its result, whatever happens in between.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Value, json};
use tacit_app::{DispatchSettings, Job, Runner};
use tacit_record::{Progress, Run};
use tacit_store::runs::{self, Claim};
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
async fn a_stop_lets_runs_end() {
    let world = World::start().await;
    let (test, _) = world.simple("/wait").await;
    let run = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    world.stop.cancel();
    world.target.let_go();
    world.tracker.wait().await;
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "pass");
}

#[tokio::test]
async fn a_run_that_takes_longer_than_the_stop_is_repeated() {
    let mut world = World::idle().await;
    world.dispatch(DispatchSettings { drain: Duration::ZERO, ..DispatchSettings::default() }).await;
    let (test, _) = world.simple("/wait").await;
    let run = world.ask(&test, json!({})).await;
    world.target.arrival().await;
    assert_eq!(world.server.get(As::Reader, &run).await.data()["result"], "working");
    world.restart(DispatchSettings::default()).await;
    world.target.arrival().await;
    world.target.let_go();
    world.target.let_go();
    assert_eq!(world.result(&run).await["result"], "pass");
    assert_eq!(world.target.requests().len(), 2);
}

#[tokio::test]
async fn a_run_that_was_lost_is_repeated_and_one_that_is_always_lost_is_not() {
    let world = World::idle().await;
    let (test, _) = world.simple("/a").await;
    let (once, always) = (world.ask(&test, json!({})).await, world.ask(&test, json!({})).await);
    let id = |path: &str| path.rsplit('/').next().unwrap().parse().unwrap();
    let store = &world.server.store;
    // As a process leaves them that ends in the middle.
    for (run, times) in [(&once, 1), (&always, 3)] {
        let mut tx = store.begin().await.unwrap();
        for time in 1..=times {
            let claim = Claim { now: 1, lease_until: 2 };
            assert_eq!(runs::claim(&mut tx, id(run), claim).await.unwrap(), Some(time));
            if time < times {
                assert!(runs::requeue(&mut tx, id(run), time).await.unwrap());
            }
        }
        tx.commit().await.unwrap();
    }
    world.dispatch(DispatchSettings::default()).await;
    assert_eq!(world.result(&once).await["result"], "pass");
    let lost = world.result(&always).await;
    assert_eq!((&lost["result"], &lost["reason"]["code"]), (&json!("fail"), &json!("agent_lost")));
    assert_eq!((&lost["agent_expired"], world.target.requests().len()), (&json!(true), 1));
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
