//! Personal access tokens.

use serde_json::{Value, json};

use crate::common::{As, TestServer};

#[tokio::test]
async fn a_token_is_shown_once_works_and_can_be_withdrawn() {
    let server = TestServer::start().await;
    let made =
        server.post(As::Member, "/v1/account/tokens", json!({"name": "laptop"})).await.expect(201).data();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("tct_"));
    let mine = server.call("GET", "/v1/account").bearer(token).send().await.data();
    assert_eq!(mine["email"], As::Member.email());

    let list = server.get(As::Member, "/v1/account/tokens").await;
    assert!(!list.text.contains(token));
    let laptop = list.data()[1].clone();
    assert_eq!((&laptop["name"], &laptop["id"]), (&json!("laptop"), &made["id"]));
    assert!(laptop["last_used_at"].is_f64() && laptop["expires_at"].is_null());

    let one = format!("/v1/account/tokens/{}", made["id"].as_str().unwrap());
    server.delete(As::Owner, &one).await.expect(404);
    server.delete(As::Member, &one).await.expect(204);
    server.call("GET", "/v1/account").bearer(token).send().await.expect(401);
    server.delete(As::Member, &one).await.expect(404);
}

#[tokio::test]
async fn a_token_expires() {
    let server = TestServer::start().await;
    let now = 1_800_000_000.0;
    let misspelt = json!({"name": "short", "expires": now + 60.5});
    let refused = server.post(As::Member, "/v1/account/tokens", misspelt).await.expect(400);
    assert!(
        refused.message().contains("does not belong here (known are name, team_id, expires_at): line 1"),
        "{}",
        refused.text
    );
    let body = json!({"name": "short", "expires_at": now + 60.5});
    let made = server.post(As::Member, "/v1/account/tokens", body).await.data();
    assert_eq!(made["expires_at"], now + 60.5);
    let token = made["token"].as_str().unwrap();
    server.clock.advance(60);
    server.call("GET", "/v1/account").bearer(token).send().await.expect(200);
    // What is made with it lives no longer.
    let heir =
        server.call("POST", "/v1/account/tokens").bearer(token).json(json!({"name": "heir"})).send().await;
    assert_eq!(heir.data()["expires_at"], now + 60.5);
    server.clock.advance(1);
    server.call("GET", "/v1/account").bearer(token).send().await.expect(401);
    for (wrong, body) in [
        ("past", json!({"name": "past", "expires_at": now})),
        ("no time", json!({"name": "no time", "expires_at": 1e300})),
        ("no name", json!({"name": ""})),
    ] {
        let answer = server.post(As::Member, "/v1/account/tokens", body).await;
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_token_of_one_team_reaches_no_other() {
    let server = TestServer::start().await;
    let elsewhere = json!({"name": "x", "team_id": "01900000-0000-7000-8000-000000000002"});
    server.post(As::Member, "/v1/account/tokens", elsewhere).await.expect(404);
    let here = json!({"name": "x", "team_id": server.team});
    let made = server.post(As::Member, "/v1/account/tokens", here).await.data();
    let token = made["token"].as_str().unwrap();
    server.call("GET", &server.in_team("/people")).bearer(token).send().await.expect(200);
    let heir =
        server.call("POST", "/v1/account/tokens").bearer(token).json(json!({"name": "heir"})).send().await;
    assert_eq!(heir.data()["team_id"], json!(server.team));
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let server = TestServer::start().await;
    let good = server.token(As::Owner).to_owned();
    let mut changed = good.clone();
    changed.pop();
    changed.push(if good.ends_with('a') { 'b' } else { 'a' });
    for wrong in ["", "x", "tct_", &changed, &good.replace("tct_", "tca_"), &format!("{good}x")] {
        let answer = server.call("GET", "/v1/account").bearer(wrong).send().await.expect(401);
        assert_eq!(answer.json()["error"]["message"], Value::from("sign in first"));
    }
    server
        .call("GET", "/v1/account")
        .header("authorization", &format!("Basic {good}"))
        .send()
        .await
        .expect(401);
}
