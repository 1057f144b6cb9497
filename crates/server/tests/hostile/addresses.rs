//! Addresses and methods that are not what they should be.

use serde_json::json;

use crate::{
    common::{As, TestServer},
    operations,
};

#[tokio::test]
async fn garbage_in_a_path_names_nothing() {
    let server = TestServer::start().await;
    for operation in operations::all() {
        for garbage in [
            "x",
            "%00",
            "..%2f..%2fetc%2fpasswd",
            "%ff%fe",
            "'%20OR%201=1--",
            "-1",
            "%E2%80%AE",
            &"9".repeat(400),
        ] {
            let path = operation.with(|_| garbage.into());
            if path == operation.path {
                continue;
            }
            let call = server.call_as(As::Owner, &operation.method, &path).by_page();
            let answer = call.json(json!({})).send().await;
            let context = format!("{} {path}: {} {}", operation.method, answer.status, answer.text);
            assert!(matches!(answer.status, 400 | 404 | 409), "{context}");
            assert!(!answer.message().is_empty(), "{context}");
            assert!(!answer.text.contains(&"9".repeat(400)) && !answer.text.contains("OR 1=1"), "{context}");
        }
    }
}

#[tokio::test]
async fn every_other_method_is_refused_in_the_envelope() {
    let server = TestServer::start().await;
    let known = operations::all();
    let paths: Vec<_> = known.iter().map(|operation| operation.path.clone()).collect();
    for path in paths {
        let has = |method: &str| known.iter().any(|own| own.path == path && own.method == method);
        let address =
            operations::Operation { method: String::new(), path: path.clone() }.with(|_| "x".into());
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE"] {
            if has(method) {
                continue;
            }
            let answer = server.call_as(As::Owner, method, &address).by_page().send().await;
            // `/radar/bucket/x/trigger` and the like fit another route too.
            let allowed = answer.headers.get("allow").is_some();
            assert!(
                answer.status == 405 && allowed || answer.status == 404,
                "{method} {address}: {} {:?}",
                answer.text,
                answer.headers
            );
            assert!(!answer.message().is_empty());
            assert!(answer.headers.get("access-control-allow-origin").is_none());
        }
    }
    // A method named in a header is the method of nobody.
    for header in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let path = server.in_team("/secrets");
        let call = server.call_as(As::Owner, "GET", &path).header(header, "POST");
        assert_eq!(call.json(json!({"name": "a", "value": "b"})).send().await.data(), json!([]));
    }
}

#[tokio::test]
async fn spellings_of_an_address_do_not_go_round_the_checks() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let bucket = server.bucket.0.clone();
    let upper = server.in_team("/secrets").to_uppercase();
    for spelling in [
        format!("{path}/"),
        format!("/{path}"),
        path.replace("/v1/", "/v1//"),
        path.replace("/v1/", "/v1/./"),
        path.replace("/v1/", "/v1/x/../"),
        path.replace("secrets", "Secrets"),
        path.replace("secrets", "%73ecrets"),
        path.replace("/v1/", "/%76%31/"),
        path.replace("/v1/", "/v1%2f"),
        format!("{path};x=1"),
        upper,
        format!("{path}%00"),
        format!("{path}?{}", "a=1&".repeat(2000)),
        format!("/v1/buckets/{}/secrets", bucket.to_uppercase()),
        format!("/v1/buckets/{bucket}%20/secrets"),
        "/v1".into(),
        "/v1/".into(),
        "/v1/nothing".into(),
        "/radar".into(),
        "/radar/x".into(),
    ] {
        for somebody in [As::Member, As::Nobody, As::Outsider] {
            let answer = server.call_as(somebody, "GET", &spelling).send().await;
            assert!(!answer.text.contains("secret_uuid"), "{spelling}");
            let page = answer
                .headers
                .get("content-type")
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if spelling.starts_with("/v1") || spelling.starts_with("/radar") || spelling.starts_with("//v1") {
                assert!(!page && answer.status >= 400, "{spelling} {}", answer.text);
            }
            assert!(page || !answer.message().is_empty(), "{spelling} {}", answer.text);
            let answer = server
                .call_as(somebody, "POST", &spelling)
                .by_page()
                .json(json!({"name": "x", "value": "y"}))
                .send()
                .await;
            assert!(answer.status >= 400, "{spelling}");
            answer.message();
        }
    }
    assert_eq!(server.get(As::Owner, &path).await.data(), json!([]));
}

#[tokio::test]
async fn head_is_safe() {
    let server = TestServer::start().await;
    let made = server.post(As::Member, &server.in_bucket("/tests"), json!({"name": "t"})).await.data();
    let trigger = made["trigger_url"].as_str().unwrap().to_owned();
    let answer = server.call("HEAD", &trigger).send().await;
    assert_eq!(answer.status, 405, "a program that looks whether an address is there starts no run");
    let runs = server.in_bucket(&format!("/tests/{}/results", made["id"].as_str().unwrap()));
    assert_eq!(server.get(As::Member, &runs).await.data(), json!([]));
    assert_eq!(server.call_as(As::Member, "HEAD", &runs).send().await.status, 200);
    assert_eq!(server.call("HEAD", &runs).send().await.status, 401);
}

#[tokio::test]
async fn no_file_beside_those_of_the_interface_is_served() {
    let server = TestServer::start().await;
    for path in [
        "/../Cargo.toml",
        "/../../Cargo.toml",
        "/../../../../../../../../etc/passwd",
        "/assets/../../../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/.git/config",
    ] {
        let answer = server.call("GET", path).send().await;
        assert!(
            !answer.text.contains("[package]") && !answer.text.contains("root:"),
            "{path}: {:.200}",
            answer.text
        );
        assert!(!answer.text.contains("[core]") && !answer.text.contains("[workspace"), "{path}");
    }
}
