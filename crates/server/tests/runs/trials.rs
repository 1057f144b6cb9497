//! Trying the next value of a secret: real runs that say nothing of how tests stand.

use serde_json::{Value, json};
use tacit_app::DispatchSettings;

use crate::{common::As, world::World};

const ONE: &str = "first-Value-4711";
const TWO: &str = "other-Value-4712";

struct Trial {
    world: World,
    /// `/v1/secrets/ID`.
    secret: String,
}

impl Trial {
    async fn of(world: World) -> Self {
        let body = json!({"name": "key", "value": ONE});
        let made = world.server.post(As::Owner, &world.server.in_team("/secrets"), body).await.expect(201);
        let secret = format!("/v1/secrets/{}", made.data()["secret_uuid"].as_str().unwrap());
        Self { world, secret }
    }

    /// A test that sends the key, and passes when it is the one that `wanted` says.
    async fn test(&self, name: &str, wanted: &str) -> String {
        let step = json!({"step_type": "request", "method": "GET", "url": self.world.target.url("/a"),
            "headers": {"X-Key": ["{{get_secret(key)}}"]},
            "assertions": [{"source": "response_json", "property": "key", "comparison": wanted, "value": "first"}]});
        self.world.test(json!({"name": name, "steps": [step]})).await.0
    }

    async fn stage(&self) {
        let next = format!("{}/next", self.secret);
        self.world.server.put(As::Owner, &next, json!({"value": TWO})).await.expect(200);
    }

    /// Tries the next value; returns the trial once all of its runs have ended.
    async fn run(&self) -> Value {
        let path = format!("{}/next/trial", self.secret);
        let begun = self.world.server.post(As::Owner, &path, json!({})).await.expect(201).data();
        for run in begun["runs"].as_array().unwrap() {
            let text = |field: &str| run[field].as_str().unwrap().to_owned();
            let (bucket, test) = (text("bucket_key"), text("test_id"));
            let run = format!("/v1/buckets/{bucket}/tests/{test}/results/{}", text("test_run_id"));
            self.world.result(&run).await;
        }
        self.world.server.get(As::Owner, &path).await.expect(200).data()
    }

    async fn promote(&self, body: Value) -> u16 {
        let path = format!("{}/next/promote", self.secret);
        self.world.server.post(As::Owner, &path, body).await.status
    }
}

#[tokio::test]
async fn a_trial_sends_the_next_value_and_other_runs_do_not() {
    let trial = Trial::of(World::start().await).await;
    let test = trial.test("Orders", "not_empty").await;
    trial.stage().await;
    assert_eq!(trial.promote(json!({})).await, 409, "not tried");
    let ended = trial.run().await;
    assert_eq!(ended["verdict"], "passed", "{ended}");
    let run = &ended["runs"][0];
    assert_eq!((&run["test_name"], &run["result"]), (&json!("Orders"), &json!("pass")));
    assert_eq!(run["passes_with_current"], Value::Null);
    let ordinary = trial.world.run(&test).await;
    assert_eq!(ordinary["result"], "pass");
    assert_eq!(trial.world.target.requests(), [format!("GET /a {TWO}"), format!("GET /a {ONE}")]);

    let results = trial.world.server.get(As::Reader, &format!("{test}/results")).await;
    let sources =
        results.data().as_array().unwrap().iter().map(|run| run["source"].clone()).collect::<Vec<_>>();
    assert!(sources.len() == 2 && sources.contains(&json!("trial")), "{sources:?}");
    for text in [results.text, ended.to_string(), ordinary.to_string()] {
        assert!(!text.contains(ONE) && !text.contains(TWO), "{text}");
    }
    assert_eq!(trial.promote(json!({})).await, 200);
    trial.world.run(&test).await;
    assert_eq!(trial.world.target.requests()[2], format!("GET /a {TWO}"));
}

#[tokio::test]
async fn a_trial_that_fails_alarms_nobody_and_keeps_the_value_from_its_place() {
    let trial = Trial::of(World::start().await).await;
    let server = &trial.world.server;
    let test = trial.test("Orders", "contains").await;
    assert_eq!(trial.world.run(&test).await["result"], "pass");
    trial.stage().await;
    let ended = trial.run().await;
    assert_eq!(ended["verdict"], "failed", "{ended}");
    assert_eq!(
        (&ended["runs"][0]["result"], &ended["runs"][0]["passes_with_current"]),
        (&json!("fail"), &json!(true))
    );
    let incidents = server.get(As::Owner, &server.in_team("/incidents")).await.expect(200).data();
    assert_eq!(incidents, json!([]));
    let wall = server.get(As::Owner, &server.in_team("/status")).await.expect(200).text;
    assert!(wall.contains("\"passing\"") && !wall.contains("\"state\":\"failing\""), "{wall}");
    let latest = server.get(As::Owner, &format!("{test}/results/latest")).await.data();
    assert_eq!(latest["result"], "pass");
    let metrics = server.get(As::Owner, &format!("{test}/metrics")).await.expect(200).text;
    assert!(!metrics.contains("0.5"), "{metrics}");
    assert_eq!(trial.promote(json!({})).await, 409);
    assert_eq!(trial.promote(json!({"untried": true})).await, 200);
    assert_eq!(trial.world.run(&test).await["result"], "fail");
    let path = format!("{}/versions/1/restore", trial.secret);
    server.post(As::Owner, &path, json!({})).await.expect(200);
    assert_eq!(trial.world.run(&test).await["result"], "pass");
}

#[tokio::test]
async fn a_shared_environment_that_names_it_is_tried_with_its_tests() {
    let trial = Trial::of(World::start().await).await;
    let world = &trial.world;
    let shared = json!({"name": "Production", "initial_variables": {"key": "{{get_secret(key)}}"}});
    let shared = world.server.post(As::Member, &world.server.in_bucket("/environments"), shared).await;
    let shared = shared.expect(201).data()["id"].clone();
    let (heir, _) = world.test(json!({"name": "Heir", "steps": [world.step("/heir")]})).await;
    let environment = json!({"name": "Own", "parent_environment_id": shared});
    world.server.post(As::Member, &format!("{heir}/environments"), environment).await.expect(201);
    world.simple("/stranger").await;
    trial.stage().await;
    let ended = trial.run().await;
    assert_eq!(
        (&ended["verdict"], ended["runs"].as_array().unwrap().len()),
        (&json!("passed"), 1),
        "{ended}"
    );
    assert_eq!(
        (&ended["runs"][0]["test_name"], &ended["runs"][0]["environment_name"]),
        (&json!("Heir"), &json!("Own"))
    );
}

#[tokio::test]
async fn what_was_discarded_before_its_turn_is_not_sent() {
    let trial = Trial::of(World::idle().await).await;
    let test = trial.test("Orders", "not_empty").await;
    trial.stage().await;
    let path = format!("{}/next/trial", trial.secret);
    let begun = trial.world.server.post(As::Owner, &path, json!({})).await.expect(201).data();
    assert_eq!(begun["verdict"], "running");
    assert_eq!(trial.promote(json!({})).await, 409, "it goes on");
    trial.world.server.delete(As::Owner, &format!("{}/next", trial.secret)).await.expect(200);
    trial.world.dispatch(DispatchSettings::default()).await;
    let run = format!("{test}/results/{}", begun["runs"][0]["test_run_id"].as_str().unwrap());
    let result = trial.world.result(&run).await;
    assert_eq!(result["result"], "fail");
    assert!(result.to_string().contains("next_value"), "{result}");
    assert_eq!(trial.world.target.requests(), [""; 0]);
}
