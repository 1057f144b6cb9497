//! Signing in and out, and what a session is good for.

use serde_json::json;

use crate::common::{As, PASSWORD, TestServer};

const HOUR: i64 = 60 * 60;

#[tokio::test]
async fn signing_in_gives_a_cookie_that_only_browsers_over_safe_connections_get_back() {
    let server = TestServer::start().await;
    let answer = server.try_sign_in("  Member@Example.COM ", PASSWORD).await.expect(200);
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["__Host-tacit=tcs_", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let data = answer.data();
    assert_eq!((&data["role"], &data["person"]["email"]), (&json!("member"), &json!(As::Member.email())));
    assert_eq!(answer.headers["cache-control"], "no-store");

    let session = answer.session().unwrap();
    assert_eq!(server.call("GET", "/v1/session").cookie(&session).send().await.data(), data);
    let out = server.call("DELETE", "/v1/session").cookie(&session).by_page().send().await.expect(204);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    server.call("GET", "/v1/session").cookie(&session).send().await.expect(401);
}

#[tokio::test]
async fn wrong_password_and_unknown_address_look_alike() {
    let server = TestServer::start().await;
    let wrong = server.try_sign_in(As::Owner.email(), "another password").await.expect(401);
    let unknown = server.try_sign_in("nobody@example.com", PASSWORD).await.expect(401);
    let without = server.try_sign_in(As::Outsider.email(), PASSWORD).await.expect(401);
    let no_address = server.try_sign_in("\0", PASSWORD).await.expect(401);
    for other in [&unknown, &without, &no_address] {
        assert_eq!(wrong.text, other.text);
    }
    assert!(wrong.session().is_none());
    // A session is no personal token and the other way round.
    let session = server.sign_in(As::Owner).await;
    server.call("GET", "/v1/account").bearer(&session).send().await.expect(401);
    server.call("GET", "/v1/account").cookie(server.token(As::Owner)).send().await.expect(401);
}

#[tokio::test]
async fn failures_are_counted_and_forgotten() {
    let server = TestServer::start().await;
    for _ in 0..10 {
        server.try_sign_in(As::Member.email(), "another password").await.expect(401);
    }
    let answer = server.try_sign_in(As::Member.email(), PASSWORD).await.expect(429);
    let wait: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert!(answer.message().contains("try again in"));
    // Somebody else is not kept out.
    server.sign_in(As::Owner).await;
    server.clock.advance(wait);
    server.sign_in(As::Member).await;
    // A success clears the count.
    for _ in 0..10 {
        server.try_sign_in(As::Member.email(), "another password").await.expect(401);
        server.sign_in(As::Owner).await;
    }
}

#[tokio::test]
async fn one_address_cannot_try_everybody() {
    let server = TestServer::start().await;
    for n in 0..100 {
        server.try_sign_in(&format!("person{n}@example.com"), "x").await.expect(401);
    }
    server.try_sign_in(As::Owner.email(), PASSWORD).await.expect(429);
}

#[tokio::test]
async fn many_at_once_all_get_in() {
    let server = TestServer::start().await;
    let all =
        futures::future::join_all((0..100).map(|_| server.try_sign_in(As::Owner.email(), PASSWORD))).await;
    // Ten at once are in doubt before the first is known to be right; nobody gets anything else than in or "later".
    assert!(all.iter().all(|answer| matches!(answer.status, 200 | 429)));
    assert!(all.iter().filter(|answer| answer.status == 200).count() >= 10);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    let server = TestServer::start().await;
    let session = server.sign_in(As::Member).await;
    let look = || server.call("GET", "/v1/session").cookie(&session).send();
    server.clock.advance(12 * HOUR - 1);
    look().await.expect(200);
    server.clock.advance(12 * HOUR - 1);
    look().await.expect(200);
    server.clock.advance(12 * HOUR);
    look().await.expect(401);

    let session = server.sign_in(As::Member).await;
    let look = || server.call("GET", "/v1/session").cookie(&session).send();
    for _ in 0..30 * 4 - 1 {
        server.clock.advance(6 * HOUR);
        look().await.expect(200);
    }
    server.clock.advance(6 * HOUR);
    look().await.expect(401);
}

#[tokio::test]
async fn another_site_cannot_use_the_cookie() {
    let server = TestServer::start().await;
    let session = server.sign_in(As::Owner).await;
    let rename = || server.call("PUT", "/v1/account").cookie(&session).json(json!({"name": "Mallory"}));
    rename().send().await.expect(403);
    rename().header("sec-fetch-site", "same-origin").send().await.expect(403);
    rename().by_page().header("sec-fetch-site", "cross-site").send().await.expect(403);
    rename().by_page().header("sec-fetch-site", "same-site").send().await.expect(403);
    let read = server.call("GET", "/v1/account").cookie(&session).send().await;
    assert_eq!(read.data()["name"], "Olive Owner");
    rename().by_page().send().await.expect(200);
    // Signing somebody in or out from another site is refused as well.
    let body = json!({"email": As::Owner.email(), "password": PASSWORD});
    server.call("POST", "/v1/session").json(body).send().await.expect(403);
    server.call("DELETE", "/v1/session").cookie(&session).send().await.expect(403);
    // No other site may read answers.
    let asked = server.call("OPTIONS", "/v1/account").header("origin", "https://evil.example").send().await;
    assert!(!asked.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_browser_that_would_drop_the_cookie_is_told_so() {
    let server = TestServer::start().await;
    let body = json!({"email": As::Owner.email(), "password": PASSWORD});
    let sign_in = || server.call("POST", "/v1/session").by_page().json(body.clone());
    let refused = sign_in().header("host", "tacit.internal:8080").send().await.expect(400);
    assert!(refused.message().contains("HTTPS proxy") && refused.session().is_none());
    sign_in().header("host", "tacit.internal").header("x-forwarded-proto", "https").send().await.expect(200);
    sign_in().header("host", "localhost:8080").send().await.expect(200);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let server = TestServer::start().await;
    let (here, there) = (server.sign_in(As::Member).await, server.sign_in(As::Member).await);
    let change = |current: &str, new: &str| {
        let body = json!({"current": current, "new": new});
        server.call("POST", "/v1/account/password").cookie(&here).by_page().json(body).send()
    };
    let wrong = change("another password", "a new long password").await.expect(400);
    assert_eq!(wrong.json()["error"]["errors"][0]["path"], "current");
    change(PASSWORD, "short").await.expect(400);
    let changed = change(PASSWORD, "a new long password").await.expect(204);
    let fresh = changed.session().expect("a session in place of the old one");
    for gone in [&here, &there] {
        server.call("GET", "/v1/session").cookie(gone).send().await.expect(401);
    }
    server.call("GET", "/v1/session").cookie(&fresh).send().await.expect(200);
    server.get(As::Member, "/v1/account").await.expect(200);
    server.try_sign_in(As::Member.email(), PASSWORD).await.expect(401);
    server.try_sign_in(As::Member.email(), "a new long password").await.expect(200);
}
