//! Runs that use secrets: the target gets the value, results hide it and say why.

use serde_json::{Value, json};
use tacit_store::secrets;

use crate::{
    common::As,
    shares::{share_result, shared},
    world::World,
};

const VALUE: &str = "s3cr3t-Value-of-the-0wner";

async fn with_secret() -> (World, String, Value) {
    let world = World::start().await;
    let secret = json!({"name": "private_api_key", "value": VALUE});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    let (test, made) = world
        .test(json!({"name": "t", "steps": [
            {"step_type": "request", "method": "GET", "url": world.target.url("/a"),
             "headers": {"X-Key": ["{{get_secret(private_api_key)}}"]},
             "assertions": [{"source": "response_json", "property": "key", "comparison": "not_empty"}],
             "variables": [{"source": "response_json", "property": "key", "name": "echo"}]},
            world.step("/plain")]}))
        .await;
    (world, test, made)
}

#[tokio::test]
async fn the_target_gets_it_and_nobody_sees_it() {
    let (world, test, made) = with_secret().await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "pass", "{result}");
    assert_eq!(world.target.requests()[0], format!("GET /a {VALUE}"));
    let [secret, plain] = [&result["requests"][0], &result["requests"][1]];
    assert_eq!((&secret["result"], &secret["hidden"]), (&json!("pass"), &json!("secret_sent")));
    assert_eq!(secret["secrets"], json!(["private_api_key"]));
    assert_eq!(
        (&secret["assertions"][0]["result"], &secret["assertions"][0]["actual_value"]),
        (&json!("pass"), &Value::Null)
    );
    assert_eq!(
        (&secret["variables"][0]["value"], &secret["variables"][0]["hidden"]),
        (&Value::Null, &json!("secret_sent"))
    );
    assert_eq!((&plain["hidden"], &plain["response_status_code"]), (&Value::Null, &json!(200)));
    let run = result["test_run_url"].as_str().unwrap();
    let step = format!("{run}/steps/{}", made["steps"][0]["id"].as_str().unwrap());
    let step = world.server.get(As::Owner, &step).await.expect(200);
    assert_eq!((&step.data()["request"], &step.data()["response"]), (&Value::Null, &Value::Null));
    for path in [
        run.to_owned(),
        format!("{test}/results"),
        format!("{run}/events"),
        format!("{test}/export"),
        test.clone(),
    ] {
        for somebody in [As::Owner, As::Reader] {
            let answer = world.server.get(somebody, &path).await;
            assert!(!answer.text.contains(VALUE), "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_hidden_says_why_it_failed_all_the_same() {
    let world = World::start().await;
    let secret = json!({"name": "private_api_key", "value": VALUE});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    let step = |path: &str| {
        json!({"step_type": "request", "method": "GET", "url": world.target.url(path),
               "headers": {"X-Key": ["{{get_secret(private_api_key)}}"]},
               "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 201}]})
    };
    let missing = json!({"step_type": "request", "method": "GET", "url": "http://127.0.0.1:1/",
                         "headers": {"X-Key": ["{{get_secret(private_api_key)}}"]}});
    let (test, _) = world.test(json!({"name": "t", "steps": [step("/a"), missing]})).await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "fail", "{result}");
    let [other, away] = [&result["diagnoses"][0], &result["diagnoses"][1]];
    assert_eq!(
        (&other["cause"], &other["status"], &other["place"]),
        (&json!("other_status"), &json!(200), &json!("1"))
    );
    assert_eq!(
        (&away["cause"], &away["part"], &away["place"]),
        (&json!("connect"), &json!("request"), &json!("2"))
    );
    assert_eq!(result["requests"][0]["diagnosis"]["cause"], "other_status");
    assert!(
        result["requests"][0]["hidden"] == "secret_sent"
            && result["diagnoses"].as_array().unwrap().len() == 2
    );

    let link = share_result(&world, &result).await;
    let outside = world.server.get(As::Nobody, &shared(&link)).await.expect(200);
    assert_eq!(outside.data()["diagnoses"], result["diagnoses"]);
}

#[tokio::test]
async fn the_audit_log_tells_of_its_use_once_in_a_while() {
    let (world, test, _) = with_secret().await;
    world.run(&test).await;
    world.run(&test).await;
    let used = async || {
        let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200);
        log.text.matches("secret_used").count()
    };
    assert_eq!(used().await, 1);
    world.server.clock.advance(3601);
    world.run(&test).await;
    assert_eq!(used().await, 2);
}

#[tokio::test]
async fn what_was_opened_counts_as_used_and_not_what_is_named() {
    let world = World::start().await;
    for name in ["busy_key", "idle_key"] {
        let secret = json!({"name": name, "value": format!("{VALUE}-{name}")});
        world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201);
    }
    let idle = json!({"step_type": "request", "method": "GET", "url": world.target.url("/b"), "skipped": true,
                      "headers": {"X-Key": ["{{get_secret(idle_key)}}"]}});
    let (test, _) = world
        .test(json!({"name": "t", "steps": [
            {"step_type": "request", "method": "GET", "url": world.target.url("/a"),
             "headers": {"X-Key": ["{{get_secret(busy_key)}}"]}}, idle]}))
        .await;
    let result = world.run(&test).await;
    assert_eq!(world.target.requests(), [format!("GET /a {VALUE}-busy_key")], "the control: {result}");
    assert!(!result.to_string().contains("\"opened\""), "nobody but the log hears which: {result}");
    let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200);
    let run = result["test_run_id"].as_str().unwrap();
    assert!(log.text.matches("secret_used").count() == 1 && log.text.contains(run), "{}", log.text);
    let list = world.server.get(As::Owner, &world.server.in_team("/secrets")).await.data();
    let last = |at: usize| list[at]["last_used_at"].is_f64();
    assert_eq!((list[0]["name"].as_str(), last(0), last(1)), (Some("busy_key"), true, false), "{list}");
}

#[tokio::test]
async fn a_missing_one_is_a_result() {
    let world = World::start().await;
    let (test, _) = world
        .test(json!({"name": "t", "steps": [{"step_type": "request", "method": "GET", "url": world.target.url("/?k={{get_secret(gone)}}")}]}))
        .await;
    let result = world.run(&test).await;
    let message = result["requests"][0]["error_messages"][0].as_str().unwrap();
    assert!(message.starts_with("SECRET_UNAVAILABLE") && message.contains("gone"), "{message}");
    assert_eq!(world.target.requests(), [""; 0]);
}

#[tokio::test]
async fn a_tampered_one_stops_the_run_before_anything_is_sent() {
    let (world, test, _) = with_secret().await;
    let store = &world.server.store;
    let mut tx = store.begin().await.unwrap();
    let secret = secrets::all_of_team(&mut tx, world.server.team).await.unwrap().remove(0);
    let mut sealed = secrets::current(&mut tx, secret.id).await.unwrap().unwrap().sealed;
    *sealed.last_mut().unwrap() ^= 1;
    secrets::replace_sealed(&mut tx, secret.id, 1, &sealed, 1).await.unwrap();
    tx.commit().await.unwrap();
    let result = world.run(&test).await;
    assert_eq!((&result["result"], &result["reason"]["code"]), (&json!("fail"), &json!("secrets")));
    assert_eq!(world.target.requests(), [""; 0]);
    let log = world.server.get(As::Owner, &world.server.in_team("/audit?count=100")).await.expect(200);
    assert!(log.text.contains("secret_tampered"));
}

#[tokio::test]
async fn a_bucket_with_secrets_waits_for_the_owner() {
    let world = World::idle().await;
    let made =
        world.server.post(As::Administrator, "/v1/buckets", json!({"name": "b"})).await.expect(201).data();
    let bucket = format!("/v1/buckets/{}", made["key"].as_str().unwrap());
    let secret = json!({"name": "k", "value": VALUE});
    world.server.post(As::Owner, &format!("{bucket}/secrets"), secret).await.expect(201);
    let refused = world.server.delete(As::Administrator, &bucket).await.expect(409);
    assert!(refused.message().contains("owner"), "{}", refused.message());
}

#[tokio::test]
async fn a_sealed_one_goes_to_its_hosts_alone() {
    let world = World::start().await;
    let elsewhere = crate::target::Target::start().await;
    let origin = world.target.url("");
    let secret =
        json!({"name": "private_api_key", "value": VALUE, "allowed_hosts": [origin.trim_end_matches('/')]});
    let made =
        world.server.post(As::Owner, &world.server.in_team("/secrets"), secret).await.expect(201).data();
    let step = |url: String| {
        json!({"step_type": "request", "method": "GET", "url": url,
            "headers": {"X-Key": ["{{get_secret(private_api_key)}}"]}})
    };
    let steps = json!([step(world.target.url("/a")), step(elsewhere.url("/b"))]);
    let (test, _) = world.test(json!({"name": "t", "steps": steps})).await;
    let result = world.run(&test).await;
    assert_eq!(world.target.requests(), [format!("GET /a {VALUE}")]);
    assert_eq!(elsewhere.requests(), [""; 0]);
    assert_eq!(
        (&result["requests"][0]["result"], &result["requests"][1]["result"]),
        (&json!("pass"), &json!("fail"))
    );
    let message = result["requests"][1]["error_messages"][0].as_str().unwrap();
    assert!(
        message.starts_with("EGRESS_POLICY") && message.contains("`private_api_key` may not be sent to"),
        "{message}"
    );

    // The owner allows the other host: the next run sends it there.
    let one = world.server.in_team(&format!("/secrets/{}", made["secret_uuid"].as_str().unwrap()));
    let both =
        json!({"allowed_hosts": [origin.trim_end_matches('/'), elsewhere.url("").trim_end_matches('/')]});
    world.server.put(As::Owner, &one, both).await.expect(200);
    assert_eq!(world.run(&test).await["result"], "pass");
    assert_eq!(elsewhere.requests(), [format!("GET /b {VALUE}")]);
}
