//! The next value of a secret: staged, discarded, promoted; values of before, restored; and the day it all ends.

use serde_json::{Value, json};

use crate::common::{Answer, As, TestServer};

const NOW: f64 = 1_800_000_000.0;
const DAY: i64 = 24 * 60 * 60;

struct Rotated {
    server: TestServer,
    /// `/v1/secrets/ID`.
    path: String,
    list: String,
}

impl Rotated {
    async fn start() -> Self {
        let server = TestServer::start().await;
        let list = server.in_team("/secrets");
        let body = json!({"name": "key", "value": "value-one"});
        let made = server.post(As::Owner, &list, body).await.expect(201).data();
        let path = format!("/v1/secrets/{}", made["secret_uuid"].as_str().unwrap());
        Self { server, path, list }
    }

    fn at(&self, end: &str) -> String {
        format!("{}{end}", self.path)
    }

    async fn stage(&self, value: &str) -> Value {
        self.server.put(As::Owner, &self.at("/next"), json!({"value": value})).await.expect(200).data()
    }

    async fn promote(&self, body: Value) -> Answer {
        self.server.post(As::Owner, &self.at("/next/promote"), body).await
    }

    /// Number and state of each value that is kept.
    async fn versions(&self) -> Vec<(i64, String)> {
        let list = self.server.get(As::Owner, &self.at("/versions")).await.data();
        let one = |version: &Value| {
            (version["version"].as_i64().unwrap(), version["state"].as_str().unwrap().to_owned())
        };
        list.as_array().unwrap().iter().map(one).collect()
    }

    async fn actions(&self) -> Vec<String> {
        let log = self.server.get(As::Owner, &self.server.in_team("/audit")).await.data();
        let entries = log["entries"].as_array().unwrap();
        let mut all: Vec<_> =
            entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect();
        all.reverse();
        all.retain(|action| action.starts_with("secret_"));
        all
    }
}

fn states(all: &[(i64, &str)]) -> Vec<(i64, String)> {
    all.iter().map(|(version, state)| (*version, (*state).to_owned())).collect()
}

#[tokio::test]
async fn a_value_waits_until_it_is_promoted() {
    let rotated = Rotated::start().await;
    let staged = rotated.stage("value-two").await;
    assert_eq!((&staged["version"], &staged["next"]), (&json!(1), &json!({"version": 2, "since": NOW})));
    assert_eq!(rotated.versions().await, states(&[(2, "next"), (1, "current")]));
    // Nothing uses it, so there is nothing to try.
    let trial = rotated.server.get(As::Owner, &rotated.at("/next/trial")).await.data();
    assert_eq!((&trial["verdict"], &trial["runs"]), (&json!("unused"), &json!([])));

    rotated.server.clock.advance(60);
    let promoted = rotated.promote(json!({})).await.expect(200).data();
    assert_eq!((&promoted["version"], &promoted["next"]), (&json!(2), &Value::Null));
    assert_eq!(rotated.versions().await, states(&[(2, "current"), (1, "previous")]));
    let list = rotated.server.get(As::Owner, &rotated.at("/versions")).await.data();
    assert_eq!(list[0]["since"], json!(NOW + 60.0), "it counts from when runs use it");
    rotated.promote(json!({})).await.expect(409);
    rotated.server.get(As::Owner, &rotated.at("/next/trial")).await.expect(409);
    assert_eq!(rotated.actions().await, ["secret_created", "secret_staged", "secret_promoted"]);
}

#[tokio::test]
async fn a_value_that_waits_can_be_replaced_and_discarded() {
    let rotated = Rotated::start().await;
    rotated.server.delete(As::Owner, &rotated.at("/next")).await.expect(409);
    rotated.stage("value-two").await;
    rotated.stage("value-three").await;
    assert_eq!(rotated.versions().await, states(&[(2, "next"), (1, "current")]));
    // Another value cannot take its number.
    let one = format!("{}/{}", rotated.list, rotated.path.rsplit('/').next().unwrap());
    let refused = rotated.server.put(As::Owner, &one, json!({"value": "value-four"})).await.expect(409);
    assert!(refused.text.contains("promote or discard"), "{}", refused.text);
    rotated.server.post(As::Owner, &rotated.at("/versions/1/restore"), json!({})).await.expect(409);
    // Its rules can change meanwhile: both values are sealed anew.
    rotated
        .server
        .put(As::Owner, &one, json!({"name": "other", "allowed_hosts": ["a.example"]}))
        .await
        .expect(200);
    rotated.server.delete(As::Owner, &rotated.at("/next")).await.expect(200);
    assert_eq!(rotated.versions().await, states(&[(1, "current")]));
    rotated.server.put(As::Owner, &one, json!({"value": "value-four"})).await.expect(200);
    assert_eq!(rotated.versions().await, states(&[(2, "current"), (1, "previous")]));
}

#[tokio::test]
async fn a_value_that_waits_keeps_the_rules() {
    let rotated = Rotated::start().await;
    let one = format!("{}/{}", rotated.list, rotated.path.rsplit('/').next().unwrap());
    let strong = json!({"visibility": "redact", "value": "kX9-vbQ2-7TzR-mmW4"});
    rotated.server.put(As::Owner, &one, strong).await.expect(200);
    let next = rotated.at("/next");
    for (body, field) in
        [(json!({"value": "12345678"}), "visibility"), (json!({"value": ""}), "value"), (json!({}), "value")]
    {
        let refused = rotated.server.put(As::Owner, &next, body.clone()).await.expect(400);
        assert!(refused.text.contains(field), "{body}: {}", refused.text);
    }
    rotated.server.put(As::Owner, &one, json!({"visibility": "strict"})).await.expect(200);
    rotated.stage("12345678").await;
    let refused = rotated.server.put(As::Owner, &one, json!({"visibility": "redact"})).await.expect(400);
    assert!(refused.text.contains("stronger one"), "the value that waits counts: {}", refused.text);
}

#[tokio::test]
async fn a_value_of_before_is_restored_under_a_new_number() {
    let rotated = Rotated::start().await;
    rotated.stage("value-two").await;
    rotated.promote(json!({})).await.expect(200);
    let restore = |version: i64| rotated.at(&format!("/versions/{version}/restore"));
    for version in [0, -1, 2, 3, 99, 99_999_999_999, i64::MIN] {
        rotated.server.post(As::Owner, &restore(version), json!({})).await.expect(409);
    }
    let log = rotated.server.get(As::Owner, &rotated.server.in_team("/audit?count=100")).await;
    assert!(!log.text.contains("secret_tampered"), "a wrong number is no tampering: {}", log.text);
    let restored = rotated.server.post(As::Owner, &restore(1), json!({})).await.expect(200).data();
    assert_eq!(restored["version"], 3);
    assert_eq!(rotated.versions().await, states(&[(3, "current"), (2, "previous"), (1, "previous")]));
    assert!(rotated.actions().await.ends_with(&["secret_restored".to_owned()]));
}

#[tokio::test]
async fn the_owner_alone_is_reminded_of_the_day() {
    let rotated = Rotated::start().await;
    let server = &rotated.server;
    let one = format!("{}/{}", rotated.list, rotated.path.rsplit('/').next().unwrap());
    for wrong in [json!(NOW), json!(1), json!(1e300), json!("2027-01-01"), json!(-5)] {
        server.put(As::Owner, &one, json!({"expires_at": wrong})).await.expect(400);
    }
    let at = NOW + 16.0 * DAY as f64 + 10.0;
    let changed = server.put(As::Owner, &one, json!({"expires_at": at})).await.expect(200).data();
    assert_eq!((&changed["expires_at"], &changed["version"]), (&json!(at), &json!(1)));
    let notices = async |somebody| server.get(somebody, "/v1/notices").await.data()["notices"].clone();
    assert_eq!(notices(As::Owner).await, json!([]));
    for (days, code, said) in [
        (3, "secret_expires", "expires in 13 days"),
        (12, "secret_expires", "expires tomorrow"),
        (1, "secret_expires", "expires today"),
        (1, "secret_expired", "has expired"),
    ] {
        server.clock.advance(days * DAY);
        let told = notices(As::Owner).await;
        assert_eq!(told[0]["code"], code, "{told}");
        assert!(told[0]["message"].as_str().unwrap().contains(said), "{told}");
        assert_eq!(notices(As::Member).await, json!([]));
    }
    server.put(As::Owner, &one, json!({"expires_at": null})).await.expect(200);
    assert_eq!(notices(As::Owner).await, json!([]));
}
