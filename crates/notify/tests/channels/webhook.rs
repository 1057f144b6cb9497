//! The body of Runscope's webhook, and its signature.

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tacit_notify::{Change, ChannelSettings, Location, Notice, SettingsError};

use super::{KEY, body, key, links, notice, open, received, record, stored, summary, tell, wire};

#[tokio::test]
async fn the_body_says_what_the_result_shows_and_no_more() {
    let seen = received(|to| json!({"kind": "webhook", "url": to.url("/echo")}), Change::Failed).await;
    let body = body(&seen);
    assert_eq!(body["variables"], json!({"token": null, "note": "Bearer [secret]"}));
    assert_eq!(body["initial_variables"], json!({"host": "api.example.com"}));
    assert_eq!(
        (&body["agent"], &body["region"], &body["result"]),
        (&Value::Null, &json!("us2"), &json!("fail"))
    );
    assert_eq!(body["started_at"], json!(1_595_708_175.988_773));
    let requests = body["requests"].as_array().unwrap();
    assert_eq!(requests[0]["url"], "https://api.example.com/<a>?k={{get_secret(…)}}", "as written");
    assert_eq!(requests[0]["response_status_code"], "503");
    assert_eq!(requests[0]["response_time_ms"], 1006);
    assert_eq!(requests[0]["response_size_bytes"], Value::Null);
    assert_eq!(requests[0]["assertions"], json!({"total": 1, "pass": 0, "fail": 1}));
    assert_eq!((&requests[1]["result"], &requests[1]["response_status_code"]), (&Value::Null, &Value::Null));

    let bare =
        open(&json!({"kind": "webhook", "url": "u", "values": false})).preview(&notice(Change::Failed));
    let bare: Value = serde_json::from_str(&bare.payload.unwrap()).unwrap();
    assert_eq!(bare["initial_variables"], json!({"host": null}));
}

#[tokio::test]
async fn it_is_signed_and_carries_the_headers_asked_for() {
    let secret = format!("whsec_{}", BASE64_STANDARD.encode([7; 32]));
    let settings = |to: &tacit_testkit::target::Target| {
        json!({
            "kind": "webhook", "url": to.url("/echo"), "signing_key": secret,
            "headers": {"X-Api-Key": KEY}, "username": "robot", "password": KEY,
        })
    };
    let seen = received(settings, Change::Failed).await;
    assert_eq!(
        (seen.header("webhook-id"), seen.header("webhook-timestamp")),
        (Some("msg_0192"), Some("1700000000"))
    );
    assert_eq!(seen.header("x-api-key"), Some(KEY));
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("robot:{KEY}")));
    assert_eq!(seen.header("authorization"), Some(basic.as_str()));
    // The receiver's side, from the bytes that came.
    let signed = [b"msg_0192.1700000000.".as_slice(), &seen.body].concat();
    let tag =
        aws_lc_rs::hmac::sign(&aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &[7; 32]), &signed);
    let expected = format!("v1,{}", BASE64_STANDARD.encode(tag));
    assert_eq!(seen.header("webhook-signature"), Some(expected.as_str()));
}

#[tokio::test]
async fn a_key_that_cannot_sign_says_so() {
    let channel = open(&json!({"kind": "webhook", "url": "http://127.0.0.1:1/", "signing_key": KEY}));
    let error = channel.deliver(&notice(Change::Failed), &key()).await.unwrap_err();
    assert_eq!(error.code(), "SETTINGS");
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn headers_of_its_own_are_not_the_users() {
    for (headers, user) in [
        (json!({"Webhook-Id": "x"}), json!(null)),
        (json!({"a b": "x"}), json!(null)),
        (json!({}), json!("u")),
    ] {
        let settings = json!({"kind": "webhook", "url": "u", "headers": headers, "username": user});
        let settings = ChannelSettings::read(&settings.to_string()).expect("they are right");
        assert!(matches!(settings.open(wire()).err(), Some(SettingsError::Field { .. })));
    }
}

#[test]
fn an_agent_stands_where_a_region_would() {
    let mut summary = summary();
    summary.location = Location::Agent {
        id: tacit_spec::AgentId(uuid::Uuid::from_u128(7)),
        name: "edge-1".into(),
        expired: true,
    };
    let notice = Notice::of_run(&summary, &stored(&record()), &tell(Change::Failed), &links());
    let body = open(&json!({"kind": "webhook", "url": "u"})).preview(&notice).payload.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&body["agent"], &body["agent_expired"]), (&json!("edge-1"), &json!(true)));
    assert_eq!((&body["region"], &body["region_name"]), (&Value::Null, &Value::Null));
}

/// Names of fields and kinds of values; where a value may be hidden or absent here, `null` is as good.
fn differences(place: &str, real: &Value, ours: &Value, found: &mut Vec<String>) {
    match (real, ours) {
        (Value::Object(real), Value::Object(ours)) => {
            let named = |fields: &serde_json::Map<String, Value>| {
                let mut names: Vec<String> = fields.keys().cloned().collect();
                names.sort();
                names
            };
            if place.ends_with("variables") && !real.contains_key("total") {
                return;
            }
            if named(real) != named(ours) {
                found.push(format!("{place}: {:?} against {:?}", named(real), named(ours)));
            }
            for (name, value) in real {
                differences(&format!("{place}/{name}"), value, &ours[name], found);
            }
        }
        (Value::Array(real), Value::Array(ours)) => {
            for (one, other) in real.iter().zip(ours) {
                differences(&format!("{place}[]"), one, other, found);
            }
        }
        (real, ours) => {
            if std::mem::discriminant(real) != std::mem::discriminant(ours) && !ours.is_null() {
                found.push(format!("{place}: {real} against {ours}"));
            }
        }
    }
}

#[test]
fn it_has_the_shape_of_real_bodies() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let body =
        open(&json!({"kind": "webhook", "url": "u"})).preview(&notice(Change::Failed)).payload.unwrap();
    let ours: Value = serde_json::from_str(&body).unwrap();
    for name in ["12-webhook-fail-guardian-2020.json", "13-webhook-pass-guardian-2020.json"] {
        let Ok(text) = fs::read_to_string(samples.join(name)) else { continue };
        let real: Value = serde_json::from_str(&text).unwrap();
        let mut found = Vec::new();
        differences("", &real, &ours, &mut found);
        assert_eq!(found, Vec::<String>::new(), "{name}");
    }
}
