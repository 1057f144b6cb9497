//! The first person.

use serde_json::json;

use crate::common::{As, TestServer};

fn body() -> serde_json::Value {
    json!({"email": "ada@example.com", "name": "Ada", "password": "correct horse", "team_name": "Engines"})
}

#[tokio::test]
async fn the_first_person_becomes_the_owner_and_is_signed_in() {
    let server = TestServer::empty().await;
    assert_eq!(server.call("GET", "/v1/setup").send().await.data(), json!({"needed": true}));
    let answer = server.call("POST", "/v1/setup").by_page().json(body()).send().await.expect(201);
    let data = answer.data();
    assert_eq!((&data["person"]["name"], &data["role"]), (&json!("Ada"), &json!("owner")));
    let session = answer.session().unwrap();
    let mine = server.call("GET", "/v1/session").cookie(&session).send().await;
    assert_eq!(mine.data(), data);
    let team = data["team"]["id"].as_str().unwrap();
    let team = server.call("GET", &format!("/v1/teams/{team}")).cookie(&session).send().await.data();
    let key = team["buckets"][0]["key"].as_str().unwrap();
    assert!(key.len() == 12 && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{key}");
    assert_eq!(team["buckets"][0]["default"], true);
    assert_eq!((&team["user_count"], &team["bucket_count"]), (&json!(1), &json!(1)));
    assert_eq!(team["owned_by"]["email"], "ada@example.com");

    assert_eq!(server.call("GET", "/v1/setup").send().await.data(), json!({"needed": false}));
    let again = server.call("POST", "/v1/setup").by_page().json(body()).send().await.expect(409);
    assert!(again.message().contains("set up already"));
}

#[tokio::test]
async fn of_many_at_once_one_succeeds() {
    let server = TestServer::empty().await;
    let all = (0..8).map(|n| {
        let mut body = body();
        body["email"] = json!(format!("ada{n}@example.com"));
        server.call("POST", "/v1/setup").by_page().json(body).send()
    });
    let mut all: Vec<_> = futures::future::join_all(all).await.iter().map(|answer| answer.status).collect();
    all.sort_unstable();
    assert_eq!(all, [201, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn wrong_inputs_name_their_place_and_keep_the_set_up_open() {
    let server = TestServer::empty().await;
    for (field, wrong) in [
        ("email", json!("ada")),
        ("name", json!("  ")),
        ("password", json!("too short")),
        ("password", json!("Ada@example.com")),
        ("team_name", json!("a\u{7}b")),
    ] {
        let mut body = body();
        body[field] = wrong;
        let answer = server.call("POST", "/v1/setup").by_page().json(body).send().await.expect(400);
        assert_eq!(answer.json()["error"]["errors"][0]["path"], field, "{}", answer.text);
    }
    let mut missing = body();
    missing.as_object_mut().unwrap().remove("team_name");
    let answer = server.call("POST", "/v1/setup").by_page().json(missing).send().await.expect(400);
    assert_eq!(answer.message(), "team_name is missing");
    let forged = server.call("POST", "/v1/setup").json(body()).send().await.expect(403);
    assert!(forged.message().contains("x-tacit-csrf"));
    assert_eq!(server.call("GET", "/v1/setup").send().await.data(), json!({"needed": true}));
}

#[tokio::test]
async fn nobody_gets_in_by_set_up_later() {
    let server = TestServer::start().await;
    server.call("POST", "/v1/setup").by_page().json(body()).send().await.expect(409);
    assert_eq!(server.get(As::Owner, &server.in_team("/people")).await.data().as_array().unwrap().len(), 4);
}
