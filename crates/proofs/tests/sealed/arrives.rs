//! Every way of using a sealed secret brings its value to the target, spelled as the place wants it.

use serde_json::{Value, json};
use tacit_proofs::{Program, stored, traces};

use crate::{VALUE, assert_passed, hmac_of_v, program, received, step, world};

const PERCENT: &str = "s3cr3t-Kq9%2FzX%2B4v%20%22tail%22";
const JSON: &str = "s3cr3t-Kq9/zX+4v \\\"tail\\\"";
const BASE64: &str = "czNjcjN0LUtxOS96WCs0diAidGFpbCI=";

/// What is sent, and what arrives.
fn ways() -> Vec<(&'static str, Value, Value, String)> {
    let s = "{{get_secret(key)}}";
    let none = || json!({});
    let json_type = || json!({"Content-Type": ["application/json"]});
    vec![
        ("header", json!({"headers": {"X-Key": [format!("Bearer {s}")]}}), none(), format!("Bearer {VALUE}")),
        ("query", json!({"url": format!("{{target}}/echo?k={s}&x=1")}), none(), format!("k={PERCENT}&x=1")),
        ("path", json!({"url": format!("{{target}}/echo/{s}/x")}), none(), format!("/echo/{PERCENT}/x")),
        ("body", json!({"method": "POST", "body": format!("k:{s}.")}), none(), format!("k:{VALUE}.")),
        (
            "JSON body",
            json!({"method": "POST", "headers": json_type(), "body": format!("{{\"k\":\"{s}\"}}")}),
            none(),
            format!("{{\"k\":\"{JSON}\"}}"),
        ),
        (
            "form",
            json!({"method": "POST", "form": {"k": [s], "b": ["2"]}}),
            none(),
            format!("k={PERCENT}&b=2"),
        ),
        (
            "multipart",
            json!({"method": "POST", "multipart_form": [{"name": "k", "value": s}]}),
            none(),
            format!("\r\n\r\n{VALUE}\r\n--"),
        ),
        (
            "basic credentials",
            json!({"auth": {"auth_type": "basic", "username": "u", "password": s}}),
            none(),
            "Basic dTpzM2NyM3QtS3E5L3pYKzR2ICJ0YWlsIg==".into(),
        ),
        ("environment header", none(), json!({"headers": {"X-Key": [s]}}), VALUE.into()),
        (
            "environment credentials",
            none(),
            json!({"auth": {"auth_type": "basic", "username": "u", "password": s}}),
            "Basic dTpzM2NyM3QtS3E5L3pYKzR2ICJ0YWlsIg==".into(),
        ),
        (
            "variable of a variable",
            json!({"headers": {"X-Key": ["{{b}}"]}}),
            json!({"initial_variables": {"a": s, "b": "<{{a}}>"}}),
            format!("<{VALUE}>"),
        ),
        (
            "base64",
            json!({"headers": {"X-Key": [format!("{{{{encode_base64({s})}}}}")]}}),
            none(),
            BASE64.into(),
        ),
        (
            "function of a function",
            json!({"headers": {"X-Key": [format!("{{{{hex({{{{encode_base64({s})}}}})}}}}")]}}),
            none(),
            hex(BASE64),
        ),
        (
            "digest",
            json!({"headers": {"X-Key": [format!("{{{{hmac_sha256(v,{s})}}}}")]}}),
            none(),
            hmac_of_v(VALUE),
        ),
        (
            "url_encode",
            json!({"url": format!("{{target}}/echo?k={{{{url_encode({s})}}}}")}),
            none(),
            format!("k={PERCENT}"),
        ),
        (
            "script header",
            json!({"before_scripts": ["request.headers['X-Key'] = 'Bearer ' + get_secret('key');"]}),
            none(),
            format!("Bearer {VALUE}"),
        ),
        (
            "script parameter",
            json!({"before_scripts": ["request.params.push({name: 'api_key', value: get_secret('key')});"]}),
            none(),
            format!("api_key={PERCENT}"),
        ),
        (
            "script body",
            json!({"method": "POST", "before_scripts": ["request.body = JSON.stringify({k: get_secret('key')});"]}),
            none(),
            format!("{{\"k\":\"{JSON}\"}}"),
        ),
        (
            "script form",
            json!({"method": "POST", "form": {"a": ["1"]}, "before_scripts": ["request.form.k = [get_secret('key')];"]}),
            none(),
            format!("a=1&k={PERCENT}"),
        ),
        (
            "script base64",
            json!({"before_scripts": ["request.headers['X-Key'] = btoa(get_secret('key'));"]}),
            none(),
            BASE64.into(),
        ),
        (
            "script basic_auth",
            json!({"before_scripts": ["request.headers.Authorization = basic_auth('u', get_secret('key'));"]}),
            none(),
            "Basic dTpzM2NyM3QtS3E5L3pYKzR2ICJ0YWlsIg==".into(),
        ),
        (
            "initial script",
            json!({"headers": {"X-Key": ["{{v}}"]}}),
            json!({"script": "variables.set('v', hex(get_secret('key')))"}),
            hex(VALUE),
        ),
        (
            "environment script",
            none(),
            json!({"pre_request_scripts": ["request.headers['X-Key'] = get_secret('key')"]}),
            VALUE.into(),
        ),
    ]
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_using_one_brings_it_to_the_target() {
    let world = world().await;
    let mut missing = Vec::new();
    for (name, extra, environment, expected) in ways() {
        let before = world.target.seen().len();
        let run = world.run(&Program { steps: json!([step(extra)]), environment }).await;
        assert_passed(&run, name);
        let got = received(&world.target, before);
        // The debug form of a header escapes quotes and backslashes.
        let spelled = [expected.clone(), expected.replace('\\', "\\\\").replace('"', "\\\"")];
        if !spelled.iter().any(|form| got.contains(form)) {
            missing.push(format!("{name}: {expected:?} is not in {got}"));
        }
        assert!(!got.contains("tacitsealed"), "{name}: a token went out: {got}");
        let text = stored(&run);
        assert!(!run.withheld && traces::find(text.as_bytes(), VALUE).is_empty(), "{name}: {text}");
        assert!(!text.contains("tacitsealed"), "{name}: a token shows: {text}");
    }
    assert!(missing.is_empty(), "{} are missing:\n{}", missing.len(), missing.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn https_is_the_scheme_unless_the_owner_writes_another() {
    let mut world = world().await;
    world.seal("key", &["{trusted}"]);
    let header = json!({"X-Key": ["{{get_secret(key)}}"]});
    let run = world.run(&program(json!([step(json!({"url": "{trusted}/echo", "headers": header}))]))).await;
    assert_passed(&run, "https");
    assert!(received(&world.trusted, 0).contains("s3cr3t-Kq9"), "over TLS it arrives");

    // The same host without TLS, and with a certificate that is not looked at.
    let plain = world.places("{trusted}").replace("https://", "http://");
    let run =
        world.run(&program(json!([step(json!({"url": format!("{plain}/echo"), "headers": header}))]))).await;
    assert!(crate::hints(&run).contains("may not be sent to `http://localhost"), "{}", stored(&run));
    let before = world.trusted.seen().len();
    let unverified = Program {
        steps: json!([step(json!({"url": "{trusted}/echo", "headers": header}))]),
        environment: json!({"verify_ssl": false}),
    };
    let run = world.run(&unverified).await;
    assert!(crate::hints(&run).contains("certificate is verified"), "{}", stored(&run));
    assert_eq!(world.trusted.seen().len(), before, "nothing was sent");
}
