//! Mail, through a real mail server.

use std::collections::HashMap;

use serde_json::{Value, json};
use tacit_notify::{Change, ChannelSettings, Delivered, DeliveryError};
use tacit_testkit::{
    smtp::{MailServer, Protection},
    target::{Authority, When},
};
use tacit_wire::{MailError, ResolverChoice, Wire, WireConfig};

use super::{KEY, key, notice};

/// A way out that trusts `authority` and knows where `mail.example.com` is.
fn wire(authority: Option<&Authority>) -> Wire {
    let loopback = "127.0.0.1".parse().expect("a constant");
    Wire::new(WireConfig {
        allow_egress: vec!["127.0.0.0/8".parse().expect("a constant")],
        extra_roots: authority.map(Authority::root).into_iter().collect(),
        resolver: ResolverChoice::Static(HashMap::from([("mail.example.com".to_owned(), vec![loopback])])),
    })
}

fn settings(port: u16, security: &str, password: Option<&str>) -> Value {
    json!({
        "kind": "email", "host": "mail.example.com", "port": port, "security": security,
        "username": password.map(|_| "robot"), "password": password,
        "from": "tacit <alerts@example.com>", "to": ["a@example.com", "Bö <b@example.com>"],
    })
}

async fn send(settings: &Value, wire: Wire) -> Result<Delivered, DeliveryError> {
    let settings = ChannelSettings::read(&settings.to_string()).expect("they are right");
    let channel = settings.open(wire).expect("they are right");
    channel.deliver(&notice(Change::Failed), &key()).await
}

/// Encoded words and quoted-printable undone as far as the tests look.
fn unfolded(message: &str) -> String {
    message.replace("=\r\n", "").replace("\r\n ", " ")
}

#[tokio::test]
async fn over_tls_and_after_starttls() {
    let authority = Authority::new();
    let certificate = authority.issue(&["mail.example.com"], When::Now);
    for (security, protection) in
        [("tls", Protection::Tls(&certificate)), ("starttls", Protection::StartTls(&certificate))]
    {
        let mut server = MailServer::start(&protection, Some(("robot", KEY)));
        let sent = send(&settings(server.port(), security, Some(KEY)), wire(Some(&authority))).await;
        assert_eq!(sent, Ok(Delivered { status: None, refused: 0 }), "{security}");
        let taken = server.take();
        assert!(taken.tls, "{security}");
        assert_eq!(taken.user.as_deref(), Some("robot"));
        assert_eq!(taken.from, "alerts@example.com");
        assert_eq!(taken.to, ["a@example.com", "b@example.com"]);
        let message = unfolded(&taken.message);
        assert!(
            message.contains("Subject: Orders <!channel> & @everyone [x](http://evil) failed"),
            "{message}"
        );
        assert!(message.contains("Message-ID: <msg_0192@example.com>"));
        assert!(message.contains("Auto-Submitted: auto-generated\r\n"));
        assert!(message.contains("Date: Tue, 14 Nov 2023 22:13:20 +0000"));
        assert!(message.contains("multipart/alternative"));
        assert!(message.contains("text/plain") && message.contains("text/html"));
        assert!(message.contains("<title>Orders &lt;!channel&gt; &amp; @everyone"), "{message}");
        assert!(message.contains("status 503"));
        assert!(!message.contains("canary"));
    }
}

#[tokio::test]
async fn without_protection_and_with_a_recipient_unknown() {
    let mut server = MailServer::start(&Protection::None, None);
    let mut wanted = settings(server.port(), "none", None);
    wanted["to"] = json!(["nobody@example.com", "a@example.com"]);
    assert_eq!(send(&wanted, wire(None)).await, Ok(Delivered { status: None, refused: 1 }));
    let taken = server.take();
    assert_eq!((taken.to, taken.tls), (vec!["a@example.com".to_owned()], false));

    wanted["to"] = json!(["nobody@example.com"]);
    let refused = send(&wanted, wire(None)).await.unwrap_err();
    assert_eq!(refused, DeliveryError::Mail(MailError::Refused { code: 550 }));
    assert!(!refused.may_pass());
}

#[tokio::test]
async fn what_goes_wrong_is_told_without_a_word_of_the_servers() {
    let authority = Authority::new();
    let certificate = authority.issue(&["mail.example.com"], When::Now);
    let server = MailServer::start(&Protection::StartTls(&certificate), Some(("robot", KEY)));
    let port = server.port();
    let plain = MailServer::start(&Protection::None, None);

    let wrong = send(&settings(port, "starttls", Some("not-the-password")), wire(Some(&authority))).await;
    assert_eq!(wrong, Err(DeliveryError::Mail(MailError::SignIn { code: 535 })));
    let untrusted = send(&settings(port, "starttls", Some(KEY)), wire(None)).await.unwrap_err();
    assert_eq!((untrusted.code(), untrusted.may_have_arrived()), ("TLS", false));
    let no_tls = send(&settings(plain.port(), "starttls", None), wire(None)).await;
    assert_eq!(no_tls, Err(DeliveryError::Mail(MailError::NoStartTls)));
    let unknown = send(&json!({
        "kind": "email", "host": "elsewhere.example.com", "from": "a@example.com", "to": ["b@example.com"],
    }), wire(None)).await.unwrap_err();
    assert_eq!((unknown.code(), unknown.may_pass()), ("DNS", true));
    let guarded = Wire::new(WireConfig::default());
    let local =
        json!({"kind": "email", "host": "127.0.0.1", "from": "a@example.com", "to": ["b@example.com"]});
    assert_eq!(send(&local, guarded).await.unwrap_err().code(), "EGRESS_POLICY");
}

#[test]
fn settings_that_cannot_work_are_refused_by_field() {
    let said = |change: fn(&mut Value)| {
        let mut settings = settings(25, "tls", Some(KEY));
        change(&mut settings);
        let settings = ChannelSettings::read(&settings.to_string()).expect("they can be read");
        settings.open(wire(None)).err().expect("they are wrong").to_string()
    };
    assert!(said(|settings| settings["from"] = json!("canary")).starts_with("from: "));
    assert!(said(|settings| settings["to"] = json!([])).starts_with("to: "));
    assert!(
        said(|settings| settings["to"] = json!(["a@example.com\r\nBcc: x@example.com"])).starts_with("to: ")
    );
    assert!(said(|settings| settings["username"] = Value::Null).starts_with("password: "));
    assert!(said(|settings| settings["security"] = json!("none")).starts_with("security: "));
}
