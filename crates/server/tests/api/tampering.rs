//! Rows changed outside tacit are noticed, told, and not used.

use serde_json::json;
use tacit_store::secrets;

use crate::common::{As, TestServer};

async fn with_secret(server: &TestServer) -> secrets::Secret {
    let made = server
        .post(As::Owner, &server.in_team("/secrets"), json!({"name": "key_a", "value": "v1"}))
        .await
        .data();
    let id = made["secret_uuid"].as_str().unwrap().parse().unwrap();
    secrets::find(&server.store, id).await.unwrap().unwrap()
}

async fn refused(server: &TestServer, what: &str) {
    let answer =
        server.post(As::Owner, &server.in_team("/secrets"), json!({"name": "key_b", "value": "v"})).await;
    assert_eq!(answer.status, 409, "{what}: {}", answer.text);
    assert!(answer.message().contains("changed outside tacit"), "{what}: {}", answer.text);
    server
        .post(As::Owner, &server.in_team("/secrets"), json!({"name": "key_b", "value": "v"}))
        .await
        .expect(409);
    let log = server.get(As::Owner, &server.in_team("/audit")).await.data();
    let told = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["action"] == "secret_tampered")
        .count();
    assert_eq!(told, 1, "{what}: told once");
}

#[tokio::test]
async fn a_changed_row() {
    let server = TestServer::start().await;
    let secret = with_secret(&server).await;
    let mut tx = server.store.begin().await.unwrap();
    let mut sealed = secrets::current(&mut tx, secret.id).await.unwrap().unwrap().sealed;
    *sealed.last_mut().unwrap() ^= 1;
    secrets::replace_sealed(&mut tx, secret.id, 1, &sealed, 1).await.unwrap();
    tx.commit().await.unwrap();
    refused(&server, "changed").await;
}

#[tokio::test]
async fn a_removed_row() {
    let server = TestServer::start().await;
    let secret = with_secret(&server).await;
    let mut tx = server.store.begin().await.unwrap();
    secrets::delete(&mut tx, secret.id).await.unwrap();
    tx.commit().await.unwrap();
    refused(&server, "removed").await;
}

#[tokio::test]
async fn an_older_state_put_back() {
    let server = TestServer::start().await;
    let secret = with_secret(&server).await;
    let team = tacit_store::teams::find(&server.store, server.team).await.unwrap().unwrap();
    let old = secrets::current(&server.store, secret.id).await.unwrap().unwrap();
    let one = server.in_team(&format!("/secrets/{}", secret.id));
    server.put(As::Owner, &one, json!({"name": "key_renamed"})).await.expect(200);
    // Value, name and manifest of before: genuine, every one of them.
    let mut tx = server.store.begin().await.unwrap();
    let rules = secrets::Rules {
        name: "key_a",
        description: None,
        visibility: "strict",
        allowed_hosts: "[]",
        expires_at: None,
        kept_in: None,
    };
    secrets::set_rules(&mut tx, secret.id, rules, secret.updated_at).await.unwrap();
    secrets::replace_sealed(&mut tx, secret.id, 1, &old.sealed, 1).await.unwrap();
    tacit_store::teams::set_manifest(&mut tx, server.team, &team.manifest.unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    refused(&server, "rolled back").await;
    // The log remembers, also after a start.
    let restarted = server.restarted().await;
    let answer = restarted
        .post(As::Owner, &restarted.in_team("/secrets"), json!({"name": "key_b", "value": "v"}))
        .await;
    assert!(answer.expect(409).message().contains("changed outside tacit"));
}

#[tokio::test]
async fn an_entry_of_the_audit_log() {
    let server = TestServer::start().await;
    with_secret(&server).await;
    let log = server.in_team("/audit");
    let last = tacit_store::audit::last(&server.store).await.unwrap().unwrap();
    let mut tx = server.store.begin().await.unwrap();
    let forged = tacit_store::audit::AuditRow { seq: last.seq + 1, entry: last.entry, mac: last.mac };
    tacit_store::audit::append(&mut tx, &forged).await.unwrap();
    tx.commit().await.unwrap();
    let verdict = server.get(As::Owner, &format!("{log}/verification")).await.data();
    assert_eq!((&verdict["intact"], &verdict["genuine"]), (&json!(false), &json!(last.seq)));
    assert!(verdict["message"].as_str().unwrap().contains("outside tacit"));
}
