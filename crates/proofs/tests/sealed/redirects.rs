//! Redirects are judged hop by hop: no labelled byte reaches an origin that is not allowed.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, traces};

use crate::{SANDBOX, VALUE, hints, received, step};

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

/// What a request carries, and how its steps and environment say so.
fn carriers() -> Vec<(&'static str, Value, Value)> {
    let s = "{{get_secret(key)}}";
    vec![
        ("custom header", json!({"headers": {"X-Key": [s]}}), json!({})),
        ("authorization", json!({"headers": {"Authorization": [format!("Bearer {s}")]}}), json!({})),
        ("body", json!({"method": "POST", "body": s}), json!({})),
        ("basic", json!({"auth": {"auth_type": "basic", "username": "u", "password": s}}), json!({})),
        ("environment", json!({}), json!({"headers": {"X-Key": [s]}})),
        (
            "script",
            json!({"before_scripts": ["request.headers['X-Key'] = hex(get_secret('key'))"]}),
            json!({}),
        ),
    ]
}

/// Where the target sends who asks, and whether one may go there.
fn places(world: &World) -> Vec<(&'static str, String, bool)> {
    let port = world.target.address().port();
    vec![
        ("relative", "/echo".into(), true),
        ("same origin", world.target.url("/echo"), true),
        ("another port", world.elsewhere.url("/echo"), false),
        ("another name", world.target.url_at("localhost", "/echo"), false),
        ("a subdomain", format!("http://sub.localhost:{port}/echo"), false),
        ("https", world.trusted.url_at("localhost", "/echo"), false),
        ("user information", format!("http://127.0.0.1:{port}@{}/echo", world.elsewhere.address()), false),
        ("scheme left out", format!("//{}/echo", world.elsewhere.address()), false),
        ("backslashes", format!("\\\\{}/echo", world.elsewhere.address()), false),
        (
            "an address in another spelling",
            format!("http://0x7f.1:{}/echo", world.elsewhere.address().port()),
            false,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_leads_only_where_the_secret_may_go() {
    let mut world = World::new(SANDBOX).await.with("key", VALUE);
    world.seal("key", &["{target}"]);
    let mut wrong = Vec::new();
    for (what, extra, environment) in carriers() {
        for (place, to, allowed) in places(&world) {
            for status in STATUSES {
                let name = format!("{what}, {place}, {status}");
                let encoded: String = to.bytes().map(|byte| format!("%{byte:02x}")).collect();
                let mut request = step(extra.clone());
                request["url"] = json!(format!("{{target}}/redirect-to?status={status}&to={encoded}"));
                let before =
                    (world.target.seen().len(), world.elsewhere.seen().len(), world.trusted.seen().len());
                let run =
                    world.run(&Program { steps: json!([request]), environment: environment.clone() }).await;
                let hops = world.target.seen().len() - before.0;
                if hops != if allowed { 2 } else { 1 } {
                    wrong.push(format!("{name}: {hops} requests: {}", hints(&run)));
                }
                if world.elsewhere.seen().len() != before.1 || world.trusted.seen().len() != before.2 {
                    wrong.push(format!("{name}: it went on"));
                }
                if !allowed && !hints(&run).contains("REDIRECT_POLICY") {
                    wrong.push(format!("{name}: {}", hints(&run)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_another_allowed_host_is_followed() {
    let mut world = World::new(SANDBOX).await.with("key", VALUE);
    world.seal("key", &["{target}", "{elsewhere}"]);
    let url = world.places("{target}/redirect-to?status=307&to={elsewhere}/echo");
    let steps = json!([step(json!({"url": url, "headers": {"X-Key": ["{{get_secret(key)}}"]}}))]);
    world.run(&Program { steps, environment: json!({}) }).await;
    assert!(
        !traces::find(received(&world.elsewhere, 0).as_bytes(), VALUE).is_empty(),
        "the custom header went along"
    );

    // A secret of no host's in the same request keeps it at its origin.
    world.set("plain", "plain-4711-value");
    let before = world.elsewhere.seen().len();
    let headers = json!({"X-Key": ["{{get_secret(key)}}"], "X-Plain": ["{{get_secret(plain)}}"]});
    world
        .run(&Program {
            steps: json!([step(json!({"url": url, "headers": headers}))]),
            environment: json!({}),
        })
        .await;
    assert_eq!(world.elsewhere.seen().len(), before);
}
