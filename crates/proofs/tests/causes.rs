//! What masking leaves of a failure names its cause: seeded failures of steps that send a strict secret, and what the
//! public record of each says.

use std::{fmt::Write as _, time::Duration};

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};
use tacit_record::{Cause, Run, StepRecord};
use tacit_testkit::target::{Target, When};
use tokio::{io::AsyncWriteExt, net::TcpListener};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const SECRETS: [(&str, &str); 5] = [
    ("key", "good-s3cr3t-Kq9/zX+4v~tail"),
    ("wrong", "nonsense-s3cr3t-Kq9/zX+4v~tail"),
    ("weak", "weak-s3cr3t-Kq9/zX+4v~tail"),
    ("busy", "busy-s3cr3t-Kq9/zX+4v~tail"),
    ("pasted", "good-s3cr3t-Kq9/zX+4v~tail\n"),
];
/// The promise: so many of the rows below, in sixty.
const MOST_WRONG: usize = 3;

/// What was done wrong, what differs from a step that passes, and the cause a person would name.
fn seeds() -> Vec<(&'static str, Value, Cause)> {
    let status = |code: u16| json!({"url": format!("{{target}}/status/{code}")});
    let with_key = |name: &str| json!({"headers": {"X-Api-Key": [format!("{{{{get_secret({name})}}}}")]}});
    let checks = |list: Value| json!({"assertions": list});
    let json_is = |property: &str, comparison: &str, value: Value| {
        checks(json!([
            {"source": "response_status", "comparison": "equal_number", "value": 200},
            {"source": "response_json", "property": property, "comparison": comparison, "value": value}
        ]))
    };
    let one = |source: &str, property: Value, comparison: &str, value: Value| {
        checks(json!([{"source": source, "property": property, "comparison": comparison, "value": value}]))
    };
    let before = |source: &str| json!({"before_scripts": [source]});
    vec![
        ("a wrong key", with_key("wrong"), Cause::CredentialsRefused),
        ("a key that has expired", json!({"url": "{target}/status/401"}), Cause::CredentialsRefused),
        (
            "the header has another name",
            json!({"headers": {"X-Key": ["{{get_secret(key)}}"]}}),
            Cause::CredentialsRefused,
        ),
        (
            "the key without its scheme",
            json!({"headers": {"X-Api-Key": ["Bearer {{get_secret(key)}}"]}}),
            Cause::CredentialsRefused,
        ),
        (
            "no header at all",
            json!({"headers": {"X-Trace": ["{{get_secret(key)}}"]}}),
            Cause::CredentialsRefused,
        ),
        ("a key without the right", with_key("weak"), Cause::Forbidden),
        ("403", status(403), Cause::Forbidden),
        ("too often", with_key("busy"), Cause::RateLimited),
        ("429", status(429), Cause::RateLimited),
        ("a typo in the secret's name", with_key("kee"), Cause::SecretUnavailable),
        ("a typo in capitals", with_key("Key"), Cause::SecretUnavailable),
        (
            "a secret in the URL that is not there",
            json!({"url": "{target}/guarded?k={{get_secret(gone)}}"}),
            Cause::SecretUnavailable,
        ),
        ("a key with a line end", with_key("pasted"), Cause::Protocol),
        (
            "a function that is not there",
            json!({"url": "{target}/guarded?a={{no_such_function(1)}}"}),
            Cause::Template,
        ),
        ("400", status(400), Cause::RequestRefused),
        ("404", status(404), Cause::NotFound),
        ("a path with a typo", json!({"url": "{target}/guardde"}), Cause::NotFound),
        ("405", status(405), Cause::Method),
        ("GET where POST is asked for", json!({"url": "{target}/method"}), Cause::Method),
        ("407", status(407), Cause::ProxyCredentials),
        ("409", status(409), Cause::RequestRefused),
        ("410", status(410), Cause::NotFound),
        (
            "a body of another type",
            json!({"method": "POST", "url": "{target}/typed", "body": "a=1"}),
            Cause::RequestRefused,
        ),
        (
            "a body of another shape",
            json!({"method": "POST", "url": "{target}/typed", "body": "[]", "headers": {"X-Api-Key": ["{{get_secret(key)}}"], "Content-Type": ["application/json"]}}),
            Cause::RequestRefused,
        ),
        ("500", status(500), Cause::ServerError),
        ("501", status(501), Cause::ServerError),
        ("502", status(502), Cause::Unavailable),
        ("503", status(503), Cause::Unavailable),
        ("504", status(504), Cause::Unavailable),
        ("a redirect to a log-in page", json!({"url": "{target}/session"}), Cause::Redirected),
        (
            "a redirect to a log-in page, nobody asks for the status",
            json!({"url": "{target}/session", "assertions": [{"source": "response_json", "property": "ok", "comparison": "not_empty"}]}),
            Cause::Redirected,
        ),
        (
            "a redirect that is not followed",
            json!({"url": "{target}/session", "follow_redirects": false}),
            Cause::Redirected,
        ),
        (
            "a redirect to somebody else",
            json!({"url": "{target}/redirect-to?to={elsewhere}/echo"}),
            Cause::RedirectPolicy,
        ),
        (
            "a redirect from https to http",
            json!({"url": "{trusted}/redirect-to?to={target}/json"}),
            Cause::RedirectPolicy,
        ),
        ("a circle", json!({"url": "{target}/loop"}), Cause::RedirectPolicy),
        ("no such host", json!({"url": "http://no-such-host.invalid/"}), Cause::Dns),
        ("nobody listens", json!({"url": "http://127.0.0.1:1/"}), Cause::Connect),
        (
            "an address that is not for tests",
            json!({"url": "http://169.254.169.254/latest"}),
            Cause::EgressPolicy,
        ),
        (
            "a sealed secret to another host",
            json!({"url": "{elsewhere}/echo", "headers": {"X-Api-Key": ["{{get_secret(sealed)}}"]}}),
            Cause::EgressPolicy,
        ),
        ("a certificate nobody trusts", json!({"url": "{target_tls}/json"}), Cause::Tls),
        ("an expired certificate", json!({"url": "{expired}/json"}), Cause::Tls),
        ("a certificate for another name", json!({"url": "{misnamed}/json"}), Cause::Tls),
        ("https where http is spoken", json!({"url": "https://{plain_host}/json"}), Cause::Tls),
        ("no answer", json!({"url": "{target}/slow?head=5000"}), Cause::Timeout),
        ("an answer without its end", json!({"url": "{target}/slow?body=5000"}), Cause::Timeout),
        ("no words", json!({"url": "{target}/close"}), Cause::Protocol),
        ("half an answer", json!({"url": "{target}/cut"}), Cause::Protocol),
        ("another protocol", json!({"url": "{smtp}/"}), Cause::Protocol),
        ("a broken coding", json!({"url": "{target}/broken/gzip"}), Cause::Protocol),
        ("too large a body", json!({"url": "{target}/huge-announced"}), Cause::TooLarge),
        ("too large a head", json!({"url": "{target}/long-header/300000"}), Cause::TooLarge),
        ("no URL", json!({"url": "orders"}), Cause::Url),
        ("another scheme", json!({"url": "ftp://127.0.0.1/"}), Cause::Url),
        ("a field that is gone", json_is("total", "not_empty", Value::Null), Cause::OtherContent),
        ("a field of another type", json_is("count", "equal", json!("twelve")), Cause::OtherContent),
        ("another number of items", json_is("items", "equal_number", json!(3)), Cause::OtherContent),
        ("HTML where JSON is meant", json!({"url": "{target}/login"}), Cause::OtherContent),
        (
            "text that is gone",
            one("response_text", Value::Null, "contains", json!("maintenance")),
            Cause::OtherContent,
        ),
        (
            "JSON where XML is meant",
            one("response_xml", json!("/order/id"), "not_empty", Value::Null),
            Cause::OtherContent,
        ),
        (
            "a variable that is not found",
            json!({"assertions": [], "variables": [{"name": "id", "source": "response_json", "property": "order.id"}]}),
            Cause::OtherContent,
        ),
        (
            "a header that is gone",
            one("response_headers", json!("X-Request-Id"), "not_empty", Value::Null),
            Cause::OtherHeaders,
        ),
        (
            "another media type",
            one("response_headers", json!("Content-Type"), "contains", json!("xml")),
            Cause::OtherHeaders,
        ),
        ("201 is meant", one("response_status", Value::Null, "equal_number", json!(201)), Cause::OtherStatus),
        (
            "an error is meant",
            one("response_status", Value::Null, "equal_number", json!(404)),
            Cause::OtherStatus,
        ),
        (
            "too slow",
            json!({"url": "{target}/slow?head=60", "assertions": [{"source": "response_time", "comparison": "is_less_than", "value": 5}]}),
            Cause::TooSlow,
        ),
        (
            "too small",
            one("response_size", Value::Null, "is_greater_than", json!(1_000_000)),
            Cause::OtherSize,
        ),
        ("a script that throws", before("null.x"), Cause::Script),
        ("an assertion of a script", before("assert(1 === 2, 'never')"), Cause::Script),
        ("a script without an end", before("for (;;) {}"), Cause::ScriptLimit),
        // A script that read the answer may say anything, so its step shows no verdict at all.
        (
            "a script that misses a field",
            json!({"scripts": ["assert(JSON.parse(response.body).total)"]}),
            Cause::Script,
        ),
    ]
}

/// A step that passes, as people write it, with a few fields changed.
fn step(change: &Value) -> Value {
    let mut step = json!({
        "step_type": "request", "method": "GET", "url": "{target}/guarded",
        "headers": {"X-Api-Key": ["{{get_secret(key)}}"]},
        "assertions": [
            {"source": "response_status", "comparison": "equal_number", "value": 200},
            {"source": "response_json", "property": "ok", "comparison": "equal", "value": "true"}
        ],
    });
    step.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    step
}

/// Speaks first, and another language.
async fn smtp() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"220 mail.example.com ESMTP\r\n").await;
        }
    });
    format!("http://{address}")
}

async fn world() -> World {
    let mut world = World::new(SANDBOX).await;
    for (name, value) in SECRETS {
        world.set(name, value);
    }
    world.set("sealed", "good-s3aled-Kq9/zX+4v~tail");
    world.seal("sealed", &["{trusted}"]);
    world.limits.script = Duration::from_millis(500);
    world.limits.request = Duration::from_millis(1500);
    world
}

async fn run(world: &World, program: Value) -> Run {
    world.run(&Program { steps: json!([program]), environment: json!({}) }).await
}

fn cause<T: AsRef<str>>(run: &[StepRecord<T>]) -> Option<Cause> {
    run.iter().find_map(|step| step.diagnosis()).map(|diagnosis| diagnosis.cause)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_record_names_the_cause() {
    let world = world().await;
    let expired = Target::https(&world.authority.issue(&["localhost"], When::Past)).await;
    let misnamed = Target::https(&world.authority.issue(&["other.example.com"], When::Now)).await;
    let smtp = smtp().await;
    let fill = |seed: &Value| -> Value {
        let base = |target: &Target| target.url_at("localhost", "").trim_end_matches('/').to_owned();
        let text =
            seed.to_string().replace("{expired}", &base(&expired)).replace("{misnamed}", &base(&misnamed));
        let text = text.replace("{smtp}", &smtp).replace("{plain_host}", &world.target.address().to_string());
        serde_json::from_str(&text).expect("a URL needs no escaping in JSON")
    };
    let passing = run(&world, step(&json!({}))).await;
    assert_eq!(serde_json::to_value(passing.result).unwrap(), "pass", "{}", stored(&passing));
    assert_eq!(cause(&passing.steps), None, "what passes has no cause");

    let seeds = seeds();
    assert!(seeds.len() >= 60, "{}", seeds.len());
    let (mut table, mut wrong) = (String::new(), 0);
    for (what, change, meant) in &seeds {
        let failed = run(&world, fill(&step(change))).await;
        let text = stored(&failed);
        assert_eq!(serde_json::to_value(failed.result).unwrap(), "fail", "{what}: {text}");
        assert!(!text.contains("Kq9/zX+4v"), "{what}: {text}");
        assert!(
            !text.contains("\"request\": {\n            \"shown\""),
            "{what}: nothing was hidden: {text}"
        );
        let found = cause(&failed.steps);
        let mark = if found == Some(*meant) { "    " } else { "MISS" };
        wrong += usize::from(found != Some(*meant));
        let found = found.map_or("nothing", Cause::as_str);
        let _ = writeln!(table, "{mark} {what}: {found}, meant {meant}");
    }
    println!("{table}{} of {} named", seeds.len() - wrong, seeds.len());
    assert!(wrong * 60 <= MOST_WRONG * seeds.len(), "{wrong} of {} are wrong:\n{table}", seeds.len());
}
