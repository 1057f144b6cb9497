//! What cannot be read, by size, syntax or shape: a clear 4xx in the envelope that never quotes what was sent.

use serde_json::json;

use crate::common::{As, TestServer};

const CANARY: &str = "canary-48151623-value";

#[tokio::test]
async fn no_error_quotes_the_body() {
    let server = TestServer::start().await;
    let secrets = server.in_team("/secrets");
    let bucket_secrets = server.in_bucket("/secrets");
    let bodies = [
        CANARY.to_owned(),
        format!("\"{CANARY}\""),
        format!("{{\"name\": \"{CANARY}\", \"value\": \"{CANARY}\""),
        format!("{{\"name\": \"{CANARY}\", \"value\": \"{CANARY}\"}}"),
        format!("{{\"name\": [\"{CANARY}\"], \"value\": \"{CANARY}\"}}"),
        format!("{{\"name\": \"a\", \"value\": [\"{CANARY}\"]}}"),
        format!("{{\"name\": \"a\", \"value\": {{\"{CANARY}\": 1}}}}"),
        format!("{{\"name\": \"a\", \"value\": \"{CANARY}\\q\"}}"),
        format!("{{\"name\": \"a\", \"value\": \"x\", \"visibility\": \"{CANARY}\"}}"),
        format!("{{\"name\": \"a\", \"value\": \"x\", \"allowed_hosts\": \"{CANARY}\"}}"),
        format!("{{\"name\": \"a\", \"value\": \"x\", \"allowed_hosts\": [\"{CANARY}\"]}}"),
        format!("{{\"name\": \"a\", \"name\": \"{CANARY}\", \"value\": \"x\"}}"),
        "{\"name\": \"a\", \"value\": 48151623}".to_owned(),
        "{\"name\": \"a\", \"value\": 48151623.5e3}".to_owned(),
        format!("{{\"{CANARY}\": 1}}"),
        format!("{{\"email\": \"{CANARY}\", \"password\": {{\"{CANARY}\": 1}}}}"),
    ];
    let mut routes = vec![("POST", "/v1/session".to_owned()), ("POST", "/v1/account/password".into())];
    routes.extend([("POST", secrets), ("POST", bucket_secrets), ("POST", server.in_team("/people"))]);
    routes.extend([
        ("PUT", "/v1/account".into()),
        ("POST", "/v1/account/tokens".into()),
        ("POST", "/v1/buckets".into()),
    ]);
    for (method, path) in &routes {
        for body in &bodies {
            let answer = server.call_as(As::Owner, method, path).by_page().text(body.as_str()).send().await;
            if answer.status < 300 {
                // A name may be anything where it is no secret's.
                assert!(
                    ["/account", "/buckets", "/tokens"].iter().any(|end| path.ends_with(end)),
                    "{method} {path} {body}"
                );
                continue;
            }
            assert!(answer.status < 500, "{method} {path} {body}: {} {}", answer.status, answer.text);
            assert!(!answer.text.contains("48151623"), "{method} {path} {body}: {}", answer.text);
            answer.message();
        }
    }
}

#[tokio::test]
async fn mistakes_are_told_with_their_place() {
    let server = TestServer::start().await;
    let secrets = server.in_team("/secrets");
    let send = |body: &'static str| server.call_as(As::Owner, "POST", &secrets).text(body).send();
    let error = |answer: crate::common::Answer| answer.json()["error"]["errors"][0].clone();
    let broken = error(send("{\"name\": \"a\",\n  oops}").await.expect(400));
    assert_eq!((&broken["line"], &broken["column"]), (&json!(2), &json!(3)));
    let missing = error(send("{\"name\": \"a\"}").await.expect(400));
    assert_eq!(
        (&missing["path"], &missing["message"]),
        (&json!("value"), &json!("value is missing: write it, or with `from` where it is kept"))
    );
    send("").await.expect(400);
    send("[]").await.expect(400);
}

#[tokio::test]
async fn unknown_routes_methods_and_ids_answer_in_the_envelope() {
    let server = TestServer::start().await;
    for (method, path, status) in [
        ("GET", "/v1/nothing".to_owned(), 404),
        ("PATCH", "/v1/account".into(), 405),
        ("GET", "/v1/teams/not-an-id".into(), 404),
        ("GET", server.in_team("/secrets/not-an-id"), 404),
        ("GET", server.in_team("/secrets/01900000-0000-7000-8000-0000000000ff"), 404),
        ("GET", "/v1/buckets/no-such-bucket/secrets".into(), 404),
        ("GET", server.in_team("/audit?count=many"), 400),
    ] {
        let answer = server.call_as(As::Owner, method, &path).send().await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        answer.message();
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = TestServer::start().await;
    let huge = format!("{{\"name\": \"{}\"}}", "x".repeat(9 << 20));
    let answer = server.call_as(As::Owner, "PUT", "/v1/account").text(huge).send().await.expect(413);
    assert!(answer.message().contains("larger"), "{}", answer.text);
    server.get(As::Owner, "/v1/account").await.expect(200);
}

#[tokio::test]
async fn a_wrong_parameter_is_named_and_not_quoted() {
    let server = TestServer::start().await;
    for (query, name) in [
        ("count=canary-48151623-value", "count"),
        ("before=canary%3A%2048151623", "before"),
        ("count=1&count=2", ""),
        ("canary_value=1&count=x", "count"),
    ] {
        let path = format!("{}?{query}", server.in_team("/audit"));
        let answer = server.get(As::Owner, &path).await.expect(400);
        let which = if name.is_empty() { "a parameter of the query" } else { name };
        assert_eq!(answer.message(), format!("{which} has a value it cannot have"), "{query}");
        assert!(!answer.text.contains("48151623") && !answer.text.contains("canary"), "{}", answer.text);
    }
}
