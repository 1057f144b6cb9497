//! The same journey on PostgreSQL: what the tests on SQLite show holds there too.

use serde_json::json;
use tacit_app::DispatchSettings;
use tacit_store::Store;
use tacit_testkit::postgres::Postgres;

use crate::{
    common::{As, TestServer},
    world::World,
};

async fn world() -> Option<World> {
    let postgres = Postgres::shared()?;
    let store = Store::open_postgres(&postgres.database()).await.unwrap();
    let world = World::around(TestServer::on(store).await).await;
    world.dispatch(DispatchSettings::default()).await;
    Some(world)
}

#[tokio::test]
async fn from_sign_in_to_result_and_back_to_nothing() {
    let Some(world) = world().await else { return };
    let server = &world.server;
    let session = server.sign_in(As::Owner).await;
    assert_eq!(server.call("GET", "/v1/session").cookie(&session).send().await.status, 200);
    let bucket = server.post(As::Administrator, "/v1/buckets", json!({"name": "journey"})).await.data();
    let bucket = format!("/v1/buckets/{}", bucket["key"].as_str().unwrap());
    for (path, name) in [(server.in_team("/secrets"), "of_team"), (format!("{bucket}/secrets"), "of_bucket")]
    {
        let secret = json!({"name": name, "value": format!("value-{name}-1"), "description": "🦀"});
        let made = server.post(As::Owner, &path, secret).await.expect(201).data();
        let secret = format!("{path}/{}", made["secret_uuid"].as_str().unwrap());
        server.put(As::Owner, &secret, json!({"value": format!("value-{name}-2")})).await.expect(200);
    }
    let mut step = world.step("/a");
    step["headers"] = json!({"X-Key": ["{{get_secret(of_team)}}+{{get_secret(of_bucket)}}"]});
    let test = json!({"name": "ünïcode 🦀", "steps": [step, world.step("/plain")]});
    let test = server.post(As::Member, &format!("{bucket}/tests"), test).await.expect(201).data();
    let test = format!("{bucket}/tests/{}", test["id"].as_str().unwrap());
    let mut last = String::new();
    for _ in 0..3 {
        let run = world.ask(&test, json!({"variables": {"given": "a\u{0}b"}})).await;
        let result = world.result(&run).await;
        assert_eq!(result["result"], "pass", "{result}");
        last = run;
    }
    assert_eq!(world.target.requests()[0], "GET /a value-of_team-2+value-of_bucket-2");
    for path in [
        last.clone(),
        format!("{test}/results"),
        format!("{test}/metrics?timeframe=hour"),
        format!("{bucket}/tests?include=activity"),
    ] {
        let answer = server.get(As::Reader, &path).await.expect(200);
        assert!(!answer.text.contains("value-of_"), "{path}");
    }
    let metrics = server.get(As::Reader, &format!("{test}/metrics?timeframe=hour")).await.data();
    assert!(!metrics.to_string().contains("null,null,null"), "{metrics}");
    server.get(As::Owner, &server.in_team("/secrets")).await.expect(200);
    assert_eq!(server.get(As::Owner, &server.in_team("/audit/verification")).await.data()["intact"], true);

    // NUL in every place where text goes into the database: refused, never a fault of the server.
    for path in [
        "/v1/buckets/%00/tests",
        "/radar/%00/trigger",
        "/radar/bucket/%00/trigger",
        &format!("{test}/metrics?region=%00"),
    ] {
        let answer = server.get(As::Owner, path).await;
        assert!(matches!(answer.status, 200 | 400 | 404 | 409), "{path}: {} {}", answer.status, answer.text);
    }
    for email in ["a\u{0}@example.com", "\u{0}"] {
        assert_eq!(server.try_sign_in(email, "whatever it is").await.status, 401);
    }

    // A bucket with secrets stays until the owner deletes them.
    server.delete(As::Administrator, &bucket).await.expect(409);
    let secrets = server.get(As::Owner, &format!("{bucket}/secrets")).await.data();
    for secret in secrets.as_array().unwrap() {
        let path = format!("{bucket}/secrets/{}", secret["secret_uuid"].as_str().unwrap());
        server.delete(As::Owner, &path).await.expect(204);
    }
    server.delete(As::Administrator, &bucket).await.expect(204);
    assert_eq!(server.get(As::Owner, &last).await.status, 404);
}

#[tokio::test]
async fn changes_and_uses_of_secrets_at_once_do_not_look_like_tampering() {
    let Some(world) = world().await else { return };
    let server = &world.server;
    let secret = json!({"name": "k", "value": "the-value-at-first"});
    let made = server.post(As::Owner, &server.in_team("/secrets"), secret).await.data();
    let secret = server.in_team(&format!("/secrets/{}", made["secret_uuid"].as_str().unwrap()));
    let mut step = world.step("/a");
    step["headers"] = json!({"X-Key": ["{{get_secret(k)}}"]});
    let (test, _) = world.test(json!({"name": "t", "steps": [step]})).await;
    let changes = async {
        for number in 0..15 {
            server
                .put(As::Owner, &secret, json!({"value": format!("the-value-number-{number}")}))
                .await
                .expect(200);
        }
    };
    let uses = async {
        for _ in 0..15 {
            let result = world.run(&test).await;
            assert_eq!(result["result"], "pass", "{result}");
        }
    };
    tokio::join!(changes, uses);
}
