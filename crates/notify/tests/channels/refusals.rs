//! What is said when a receiver does not take a message: never an address, a credential or an answer.

use std::time::Duration;

use serde_json::{Value, json};
use tacit_notify::{Backoff, Change, DeliveryError, DeliveryRecord, Idempotency, Kind, Next, Outcome};
use tacit_testkit::target::{ServerCertificate, Target};
use tacit_wire::{Wire, WireConfig};

use super::{KEY, key, notice, open};

async fn refused(url: &str) -> DeliveryError {
    let channel = open(&json!({"kind": "slack", "url": url}));
    let result = channel.deliver(&notice(Change::Failed), &key()).await;
    let record = DeliveryRecord::of(channel.kind(), &key(), 1, &result);
    let error = result.expect_err("it is not taken");
    for text in [error.to_string(), format!("{error:?}"), serde_json::to_string(&record).expect("it is data")]
    {
        assert!(!text.contains("canary") && !text.contains("127.0.0.1"), "{text}");
    }
    assert_eq!(record.outcome, Outcome::Failed(error.code().into()));
    error
}

#[tokio::test]
async fn by_status() {
    let target = Target::http().await;
    for (status, code, again) in [
        (400, "REFUSED", false),
        (401, "UNAUTHORIZED", false),
        (403, "UNAUTHORIZED", false),
        (404, "GONE", false),
        (410, "GONE", false),
        (429, "THROTTLED", true),
        (500, "UNAVAILABLE", true),
        (503, "UNAVAILABLE", true),
    ] {
        let error = refused(&target.url(&format!("/status/{status}?{KEY}"))).await;
        assert_eq!((error.code(), error.status(), error.may_pass()), (code, Some(status), again), "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_followed_nowhere() {
    let target = Target::http().await;
    let error = refused(&target.url(&format!("/redirect-to?to=/echo&status=307&{KEY}"))).await;
    assert_eq!(error, DeliveryError::Redirected { status: 307 });
    assert_eq!(target.seen().len(), 1);
}

#[tokio::test]
async fn without_an_answer() {
    let target = Target::http().await;
    let closed = refused(&target.url(&format!("/close?{KEY}"))).await;
    assert!(closed.may_have_arrived());
    let next = Backoff::default().next(Kind::Slack, 1, &closed, 0.0);
    assert_eq!(next, Next::LeaveAsIs, "Slack would show it twice");

    let nobody = refused(&format!("http://127.0.0.1:1/{KEY}")).await;
    assert_eq!((nobody.code(), nobody.may_pass(), nobody.may_have_arrived()), ("CONNECT", true, false));
    let no_url = refused(KEY).await;
    assert_eq!((no_url.code(), no_url.may_pass()), ("URL", false));
    let no_line = refused(&format!("http://127.0.0.1:1/\r\n{KEY}")).await;
    assert_eq!(no_line.code(), "URL");
    let impostor = Target::https(&ServerCertificate::self_signed(&["localhost"])).await;
    assert_eq!(refused(&impostor.url_at("localhost", &format!("/{KEY}"))).await.code(), "TLS");
}

#[tokio::test]
async fn an_answer_that_never_ends_does_not_unsay_its_status() {
    let target = Target::http().await;
    let channel = open(&json!({"kind": "slack", "url": target.url("/huge")}));
    let delivered = channel.deliver(&notice(Change::Failed), &key()).await.unwrap();
    assert_eq!(delivered.status, Some(200));
}

#[tokio::test]
async fn private_addresses_are_guarded() {
    let settings = tacit_notify::ChannelSettings::read(
        &json!({"kind": "slack", "url": "http://127.0.0.1:1/"}).to_string(),
    );
    let channel =
        settings.expect("they are right").open(Wire::new(WireConfig::default())).expect("they are right");
    let error = channel.deliver(&notice(Change::Failed), &key()).await.unwrap_err();
    assert_eq!((error.code(), error.may_pass()), ("EGRESS_POLICY", false));
}

#[test]
fn the_log_of_a_delivery() {
    let throttled = DeliveryError::Throttled { retry_after: Some(Duration::from_secs(3)) };
    let record = DeliveryRecord::of(Kind::Discord, &key(), 2, &Err(throttled));
    let written: Value = serde_json::to_value(&record).unwrap();
    assert_eq!(written["kind"], "discord");
    assert_eq!(
        (&written["message"], &written["attempt"], &written["at"]),
        (&json!("msg_0192"), &json!(2), &json!(1_700_000_000))
    );
    assert_eq!((&written["outcome"], &written["status"]), (&json!({"failed": "THROTTLED"}), &json!(429)));
    assert_eq!(serde_json::from_value::<DeliveryRecord>(written).unwrap(), record);
    for id in ["", "a b", "a\r\nb", "ü", &"x".repeat(201)] {
        assert!(Idempotency::new(id, 0).is_err(), "{id}");
    }
}
