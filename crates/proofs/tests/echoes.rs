//! Which values came back is known to the owner, in whatever form they did; readers of results learn nothing of it.

use serde_json::{Value, json};
use tacit_proofs::{Program, World};

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUE: &str = "s3cr3t-Kq9/zX+4v~tail";

fn get(url: &str, extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": url});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_came_back_is_noticed_in_every_form() {
    let mut world = World::new(SANDBOX).await.with("key", VALUE).with("other", "another-Value-0f-the-shop");
    world.set("sealed", "sealed-Value-4-the-target");
    world.seal("sealed", &["{target}"]);
    let header = |text: &str| json!({"headers": {"X-Key": [text]}});
    let condition = |steps: Value| {
        json!({"step_type": "condition", "left_value": "{{get_secret(key)}}",
        "comparison": "not_empty", "right_value": "", "steps": steps})
    };
    let quiet: [&str; 0] = [];
    let cases: Vec<(&str, Value, &[&str])> = vec![
        ("as it is", get("{target}/echo", header("{{get_secret(key)}}")), &["key"]),
        ("in the query", get("{target}/echo?k={{get_secret(key)}}", json!({})), &["key"]),
        ("in another form", get("{target}/echo", header("{{encode_base64({{get_secret(key)}})}}")), &["key"]),
        ("sealed", get("{target}/echo", header("{{get_secret(sealed)}}")), &["sealed"]),
        (
            "by a script",
            get(
                "{target}/echo",
                json!({"before_scripts": [
            "request.headers['X-Key'] = get_secret('other')"]}),
            ),
            &["other"],
        ),
        (
            "below a condition",
            condition(json!([get("{target}/echo", header("{{get_secret(other)}}"))])),
            &["other"],
        ),
        ("not at all", get("{target}/status/200", header("{{get_secret(key)}}")), &quiet),
        ("nothing was sent", get("{target}/echo", json!({})), &quiet),
    ];
    for (name, step, expected) in cases {
        let run = world.run(&Program { steps: json!([step]), environment: json!({}) }).await;
        assert_eq!(world.echoed(), expected, "{name}");
        assert!(run.aside.is_empty(), "{name}");
    }
}
