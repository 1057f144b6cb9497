//! Whoever can write the database, and has no key, cannot make a secret weaker, other, or gone without being noticed.

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use tacit_app::{Installation, Unlock};

use crate::{
    common::{As, TestServer},
    world::World,
};

/// Runs SQL on the file, as somebody beside the server does.
pub(crate) async fn sql(server: &TestServer, script: &str) {
    let url = format!("sqlite://{}", server.database().display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A team secret with two values, one of the bucket, and a test that uses the first.
async fn furnished() -> (World, String) {
    let world = World::start().await;
    let server = &world.server;
    let alpha = json!({"name": "alpha", "value": "the-first-value-of-alpha"});
    let alpha = server.post(As::Owner, &server.in_team("/secrets"), alpha).await.data();
    let path = server.in_team(&format!("/secrets/{}", alpha["secret_uuid"].as_str().unwrap()));
    server.put(As::Owner, &path, json!({"value": "the-second-value-of-alpha"})).await.expect(200);
    let beta = json!({"name": "beta", "value": "the-only-value-of-beta"});
    server.post(As::Owner, &server.in_bucket("/secrets"), beta).await.expect(201);
    let mut step = world.step("/a");
    step["headers"] = json!({"X-Key": ["{{get_secret(alpha)}}"]});
    let (test, _) = world.test(json!({"name": "t", "steps": [step]})).await;
    (world, test)
}

async fn actions(server: &TestServer) -> Vec<Value> {
    let log = server.get(As::Owner, &server.in_team("/audit?count=200")).await.data();
    log["entries"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
}

const CHANGES: &[(&str, &str)] = &[
    ("a value is flipped", "UPDATE secret_versions SET sealed = zeroblob(length(sealed))"),
    (
        "two values are swapped",
        "UPDATE secret_versions SET sealed = (SELECT other.sealed FROM secret_versions AS other
             WHERE other.secret <> secret_versions.secret AND other.version = 1) WHERE version = 1",
    ),
    ("the results are shown", "UPDATE secrets SET visibility = 'redact' WHERE name = 'alpha'"),
    ("an old value is the current one", "UPDATE secrets SET version = 1 WHERE name = 'alpha'"),
    ("a version that never was is the current one", "UPDATE secrets SET version = -1 WHERE name = 'alpha'"),
    ("another name", "UPDATE secrets SET name = 'gamma' WHERE name = 'beta'"),
    ("a secret of a bucket serves all", "UPDATE secrets SET bucket = NULL WHERE name = 'beta'"),
    ("other hosts", "UPDATE secrets SET allowed_hosts = '[\"evil.example\"]' WHERE name = 'alpha'"),
    ("the newest value is gone", "DELETE FROM secret_versions WHERE version = 2"),
    ("an earlier value is gone", "DELETE FROM secret_versions WHERE version = 1 AND state = 'previous'"),
    ("a secret is gone", "DELETE FROM secrets WHERE name = 'beta'"),
    ("a value has another age", "UPDATE secret_versions SET created_at = created_at + 1"),
    ("no list of what there is", "UPDATE teams SET manifest = NULL"),
    ("a cut list of what there is", "UPDATE teams SET manifest = substr(manifest, 1, 50)"),
    ("an empty list of what there is", "UPDATE teams SET manifest = x''"),
    ("another key", "UPDATE teams SET data_key = zeroblob(length(data_key))"),
    (
        "a secret moves to another team",
        "UPDATE secrets SET team = (SELECT id FROM teams WHERE name = 'Second Team') WHERE name = 'beta'",
    ),
    ("everything is gone", "DELETE FROM secrets; UPDATE teams SET manifest = NULL"),
];

#[tokio::test]
async fn each_change_is_noticed_told_and_nothing_is_sent() {
    for (what, script) in CHANGES {
        let (world, test) = furnished().await;
        sql(&world.server, script).await;
        let result = world.run(&test).await;
        assert_eq!(
            (&result["result"], &result["reason"]["code"]),
            (&json!("fail"), &json!("secrets")),
            "{what}: {result}"
        );
        let said = result["error_messages"].to_string();
        assert!(said.contains("operator"), "{what}: {said}");
        assert_eq!(world.target.requests(), Vec::<String>::new(), "{what}");
        let actions = actions(&world.server).await;
        assert!(actions.contains(&json!("secret_tampered")), "{what}: {actions:?}");
        let new = json!({"name": "delta", "value": "v"});
        let answer = world.server.post(As::Owner, &world.server.in_team("/secrets"), new).await;
        assert_eq!(answer.status, 409, "{what}: {}", answer.text);
        assert!(answer.message().contains("changed outside tacit"), "{what}: {}", answer.text);
    }
}

#[tokio::test]
async fn without_a_change_it_is_used() {
    let (world, test) = furnished().await;
    sql(&world.server, "UPDATE secrets SET description = 'other', last_used_at = 5").await;
    let result = world.run(&test).await;
    assert_eq!(result["result"], "pass", "{result}");
    assert_eq!(world.target.requests(), ["GET /a the-second-value-of-alpha"]);
}

#[tokio::test]
async fn all_of_it_put_back_is_noticed_by_a_process_that_remembers() {
    let (world, test) = furnished().await;
    sql(
        &world.server,
        "CREATE TABLE kept AS SELECT * FROM secret_versions; CREATE TABLE kept_secrets AS SELECT * FROM secrets;
         CREATE TABLE kept_teams AS SELECT id, manifest FROM teams",
    )
    .await;
    let new = json!({"name": "epsilon", "value": "v"});
    world.server.post(As::Owner, &world.server.in_team("/secrets"), new).await.expect(201);
    sql(
        &world.server,
        "DELETE FROM secrets; INSERT INTO secrets SELECT * FROM kept_secrets;
         INSERT INTO secret_versions SELECT * FROM kept;
         UPDATE teams SET manifest = (SELECT manifest FROM kept_teams WHERE kept_teams.id = teams.id)",
    )
    .await;
    let result = world.run(&test).await;
    assert_eq!(result["reason"]["code"], "secrets", "{result}");
}

#[tokio::test]
async fn changed_key_slots_and_key_files_open_nothing() {
    let server = TestServer::start().await;
    let slots = tacit_store::meta::get(&server.store, "vault.slots").await.unwrap().unwrap();
    let open = async |changed: &[u8]| {
        let mut tx = server.store.begin().await.unwrap();
        tacit_store::meta::put(&mut tx, "vault.slots", changed).await.unwrap();
        tx.commit().await.unwrap();
        Installation::open(&server.store, Unlock::KeyFile(server.key_file()))
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let whole = slots.len();
    for at in (0..whole).step_by(whole / 40) {
        let mut changed = slots.clone();
        changed[at] ^= 1;
        // What is no part of the key file's slot may change: the recovery slot is checked when it is used.
        if let Err(message) = open(&changed).await {
            assert!(message.len() > 20 && !message.contains('{'), "{message}");
        }
        let message = open(&slots[..at]).await.unwrap_err();
        assert!(message.len() > 20, "{message}");
    }
    for garbage in [&b""[..], b"{}", b"null", b"[]", b"\xff\xfe"] {
        assert!(open(garbage).await.unwrap_err().len() > 20);
    }
    open(&slots).await.unwrap();
}
