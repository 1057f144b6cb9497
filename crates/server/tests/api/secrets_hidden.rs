//! A value that was stored comes back through no route, for no role, in no form; and does not lie in the file.

use std::collections::BTreeSet;

use serde_json::json;
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};

use crate::{
    common::{As, TestServer},
    matrix::{Target, routes_of_the_document},
};

const VALUE: &str = "canary/48151623+42 \"quoted\" ünïcode";
/// Stored where it may be read, to prove that the search finds what is there.
const CONTROL: &str = "control-90125-value";

/// Whether any form of the text is in `body`.
fn holds(body: &str, text: &str) -> bool {
    let mut needles = NeedlesBuilder::new();
    needles.add("canary", &Secret::new(text.into()));
    let scrubber = Scrubber::new().layered(std::sync::Arc::new(needles.build()));
    scrubber.finds(body.as_bytes())
}

#[tokio::test]
async fn no_route_returns_a_value() {
    let server = TestServer::start().await;
    for path in [server.in_team("/secrets"), server.in_bucket("/secrets")] {
        let name = if path.contains("teams") { "in_team" } else { "in_bucket" };
        let made = server
            .post(As::Owner, &path, json!({"name": name, "value": VALUE, "description": CONTROL}))
            .await;
        let made = made.expect(201);
        assert!(!holds(&made.text, VALUE) && holds(&made.text, CONTROL));
        let one = format!("{path}/{}", made.data()["secret_uuid"].as_str().unwrap());
        let changed = server.put(As::Owner, &one, json!({"value": format!("{VALUE}2")})).await.expect(200);
        assert!(!holds(&changed.text, VALUE));
        let clash = server.post(As::Owner, &path, json!({"name": name, "value": VALUE})).await.expect(409);
        assert!(!holds(&clash.text, VALUE));
    }
    let mut asked = BTreeSet::new();
    let mut found_control = false;
    for (method, path) in routes_of_the_document() {
        if method != "GET" || path.ends_with("/events") {
            continue;
        }
        for somebody in As::ALL {
            let target = Target::of(&server, &path, somebody).await;
            let answer = server.get(somebody, &target.path).await;
            assert!(!holds(&answer.text, VALUE), "{path} as {somebody:?}: {}", answer.text);
            found_control |= holds(&answer.text, CONTROL);
            asked.insert(path.clone());
        }
    }
    assert!(found_control && asked.len() > 15, "{asked:?}");
}

#[tokio::test]
async fn the_file_holds_no_value() {
    let server = TestServer::start().await;
    let path = server.in_team("/secrets");
    let made =
        server.post(As::Owner, &path, json!({"name": "key", "value": VALUE, "description": CONTROL})).await;
    let one = format!("{path}/{}", made.data()["secret_uuid"].as_str().unwrap());
    server.put(As::Owner, &one, json!({"value": "another value", "name": "key_2"})).await.expect(200);
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(server.database().parent().unwrap()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let file = String::from_utf8_lossy(&bytes);
    assert!(holds(&file, CONTROL), "the search finds what is there");
    assert!(!holds(&file, VALUE) && !holds(&file, "another value"));
}
