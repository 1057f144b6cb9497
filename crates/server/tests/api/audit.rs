//! The audit log, as the owner reads it.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

#[tokio::test]
async fn what_was_done_is_told_newest_first() {
    let server = TestServer::start().await;
    let log = server.in_team("/audit");
    let secret = server
        .post(As::Owner, &server.in_team("/secrets"), json!({"name": "key_a", "value": "v1"}))
        .await
        .data();
    let one = server.in_team(&format!("/secrets/{}", secret["secret_uuid"].as_str().unwrap()));
    server.put(As::Owner, &one, json!({"value": "v2"})).await.expect(200);
    server.delete(As::Owner, &one).await.expect(204);
    server.sign_in(As::Owner).await;
    server.try_sign_in(As::Member.email(), "another password").await.expect(401);

    let entries = server.get(As::Owner, &format!("{log}?count=5")).await.data()["entries"].clone();
    let actions: Vec<_> =
        entries.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["sign_in_failed", "sign_in", "secret_deleted", "secret_updated", "secret_created"]);
    assert_eq!(entries[0]["actor"], "anonymous");
    assert_eq!(entries[1]["actor"]["person"], json!(server.id(As::Owner)));
    assert!(entries[2]["actor"]["token"].is_string());
    for entry in &entries.as_array().unwrap()[2..] {
        assert_eq!(entry["secret_names"], json!(["key_a"]));
        assert_eq!(entry["objects"][0]["secret"], secret["secret_uuid"]);
        assert_eq!(entry["at"], 1_800_000_000.0);
    }
    assert!(entries[3]["details"].as_array().unwrap().contains(&json!("value_changed")));

    let verdict = server.get(As::Owner, &format!("{log}/verification")).await.data();
    assert_eq!((&verdict["intact"], &verdict["message"]), (&json!(true), &Value::Null));
    assert_eq!(verdict["genuine"], entries[0]["seq"]);
}

#[tokio::test]
async fn pages_meet_without_a_gap() {
    let server = TestServer::start().await;
    for _ in 0..70 {
        server.sign_in(As::Member).await;
    }
    let log = server.in_team("/audit");
    let mut seen = Vec::new();
    let mut before = String::new();
    loop {
        let page = server.get(As::Owner, &format!("{log}?count=17{before}")).await.data();
        seen.extend(page["entries"].as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()));
        match page["before"].as_i64() {
            Some(number) => before = format!("&before={number}"),
            None => break,
        }
    }
    let newest = seen[0];
    // The first entries are of the set-up and the people; one of the tokens is the outsider's, and of no team.
    assert_eq!(seen, (1..=newest).rev().collect::<Vec<_>>());
    let verdict = server.get(As::Owner, &format!("{log}/verification")).await.data();
    assert_eq!((&verdict["intact"], &verdict["genuine"]), (&json!(true), &json!(newest)));
}

#[tokio::test]
async fn who_was_refused_a_secret_is_told_and_cannot_fill_the_log() {
    let server = TestServer::start().await;
    let refused = || async {
        let log = server.get(As::Owner, &server.in_team("/audit?count=200")).await.data();
        let entries = log["entries"].as_array().unwrap().clone();
        entries.into_iter().filter(|entry| entry["action"] == "secret_refused").collect::<Vec<_>>()
    };
    for _ in 0..5 {
        server.get(As::Member, &server.in_team("/secrets")).await.expect(403);
        let body = json!({"name": "key", "value": "v"});
        server.post(As::Member, &server.in_bucket("/secrets"), body).await.expect(403);
    }
    server.get(As::Reader, &server.in_bucket("/secrets")).await.expect(403);
    let told = refused().await;
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[0]["objects"][0]["bucket"], &told[0]["details"]),
        (&json!(server.bucket), &json!(["denied"]))
    );
    server.clock.advance(60);
    server.get(As::Member, &server.in_team("/secrets")).await.expect(403);
    assert_eq!(refused().await.len(), 3);
}

#[tokio::test]
async fn entries_are_found_by_what_was_done_and_by_whom() {
    let server = TestServer::start().await;
    let log = server.in_team("/audit");
    let bucket = server.post(As::Administrator, "/v1/buckets", json!({"name": "Second"})).await.expect(201);
    let path = format!("/v1/buckets/{}/secrets", bucket.data()["key"].as_str().unwrap());
    server.post(As::Owner, &path, json!({"name": "key_a", "value": "v1"})).await.expect(201);
    server.sign_in(As::Member).await;
    let of = async |query: &str| server.get(As::Owner, &format!("{log}?{query}")).await.expect(200).data();
    let actions = |page: &Value| -> Vec<String> {
        let entries = page["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
    };
    let found = of("action=secret_created,sign_in").await;
    assert_eq!(actions(&found), ["sign_in", "secret_created"]);
    assert_eq!(found["names"][server.id(As::Member).to_string()], "Member");
    assert!(found["names"].as_object().unwrap().values().any(|name| name == "Second"), "{found}");
    let member = of(&format!("person={}", server.id(As::Member))).await;
    assert_eq!(actions(&member)[0], "sign_in");
    let owner = of(&format!("person={}&action=secret_created", server.id(As::Owner))).await;
    assert_eq!(actions(&owner), ["secret_created"], "with a token");
    let wrong = server.get(As::Owner, &format!("{log}?action=secret_shown")).await.expect(400);
    assert!(wrong.text.contains("no such action"), "{}", wrong.text);
    server.get(As::Owner, &format!("{log}?person=ada")).await.expect(400);
}

#[tokio::test]
async fn an_export_has_every_entry_and_is_one_itself() {
    let server = TestServer::start().await;
    for n in 0..12 {
        let body = json!({"name": format!("key_{n}"), "value": "audit-canary-4711"});
        server.post(As::Owner, &server.in_team("/secrets"), body).await.expect(201);
    }
    let export = server.get(As::Owner, &server.in_team("/audit/export")).await.expect(200);
    assert_eq!(export.headers["content-type"], "application/x-ndjson");
    assert!(!export.text.contains("audit-canary"));
    let lines: Vec<Value> = export.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line["seq"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.len() > 12);
    for line in &lines {
        let entry: Value = serde_json::from_str(line["entry"].as_str().unwrap()).unwrap();
        assert_eq!(entry["seq"], line["seq"]);
        assert_eq!(line["mac"].as_str().unwrap().len(), 64);
    }
    let last: Value = serde_json::from_str(lines.last().unwrap()["entry"].as_str().unwrap()).unwrap();
    assert_eq!(last["action"], "export_made");
    let verified = server.get(As::Owner, &server.in_team("/audit/verification")).await.data();
    let end = format!("{}:{}", numbers.last().unwrap(), lines.last().unwrap()["mac"].as_str().unwrap());
    assert_eq!(verified["end"], end, "its last line is an end to keep");
}
