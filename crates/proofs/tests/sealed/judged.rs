//! Assertions, extractions and conditions on sealed values.

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};

use crate::{VALUE, hints, program, step, world};

async fn judged(world: &World, assertion: Value) -> (bool, String) {
    let steps = json!([step(json!({"headers": {"X-Key": ["{{get_secret(key)}}"]},
        "assertions": [assertion]}))]);
    let run = world.run(&program(steps)).await;
    let value = serde_json::to_value(&run).expect("records can be serialised");
    (value["steps"][0]["assertions"][0]["passed"]["shown"] == json!(true), hints(&run))
}

#[tokio::test(flavor = "multi_thread")]
async fn equality_alone_may_be_asked_of_a_sealed_value() {
    let world = world().await;
    // The echo lists headers as pairs.
    let sent = world.run(&program(json!([step(json!({"headers": {"X-Key": ["x"]}}))]))).await;
    let place = format!("headers[{}][1]", position(&stored(&sent)));
    let on = |comparison: &str, value: &str| json!({"source": "response_json", "property": place, "comparison": comparison, "value": value});
    assert!(judged(&world, on("equal", "{{get_secret(key)}}")).await.0, "it is what was sent");
    assert!(judged(&world, on("equal", VALUE)).await.0, "a guess may be made");
    assert!(!judged(&world, on("equal", "another")).await.0);
    assert!(judged(&world, on("not_equal", "another")).await.0);
    assert!(judged(&world, on("not_empty", "")).await.0);
    for comparison in ["contains", "does_not_contain", "is_less_than", "has_value", "is_a_number"] {
        let (passed, hints) = judged(&world, on(comparison, "s3cr3t")).await;
        assert!(!passed && hints.contains("the sealed secret `key`"), "{comparison}: {hints}");
    }
    let part = json!({"source": "response_text", "comparison": "contains", "value": "{{get_secret(key)}}"});
    assert!(!judged(&world, part).await.0);
    let other =
        json!({"source": "response_json", "property": "method", "comparison": "contains", "value": "GE"});
    assert!(judged(&world, other).await.0, "the rest of the answer is open to every comparison");
}

/// Where the target lists `x-key` among the headers it was sent.
fn position(record: &str) -> usize {
    let value: Value = serde_json::from_str(record).expect("a record is JSON");
    let body =
        value["steps"][0]["hops"][0]["response"]["shown"]["body"]["text"]["text"].as_str().expect("a body");
    let body: Value = serde_json::from_str(body).expect("the echo is JSON");
    let headers = body["headers"].as_array().expect("a list");
    headers.iter().position(|pair| pair[0] == "x-key").expect("the header arrived")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_from_an_answer_stays_with_its_hosts() {
    let world = world().await;
    let first = || {
        step(json!({"headers": {"X-Key": ["{{get_secret(key)}}"]},
            "variables": [{"name": "all", "source": "response_text"}, {"name": "m", "source": "response_json", "property": "method"}]}))
    };
    for url in ["{target}/echo", "{elsewhere}/echo"] {
        for name in ["all", "m"] {
            let second =
                step(json!({"url": url, "headers": {"X-All": [format!("{{{{sha1({{{{{name}}}}})}}}}")]}}));
            let (before, beyond) = (world.target.seen().len(), world.elsewhere.seen().len());
            let run = world.run(&program(json!([first(), second]))).await;
            if url.contains("target") {
                assert_eq!(world.target.seen().len(), before + 2, "{name}: {}", hints(&run));
            } else {
                assert_eq!(world.elsewhere.seen().len(), beyond, "{name}");
                assert!(hints(&run).contains("EGRESS_POLICY"), "{name}: {}", hints(&run));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_of_an_answer_stay_with_its_hosts() {
    let world = world().await;
    // Cookies know no ports: the other host would get them.
    let steps = json!([
        step(
            json!({"url": "{target}/set-cookie?session=ab12cd34ef56", "headers": {"X-Key": ["{{get_secret(key)}}"]}})
        ),
        step(json!({})),
        step(json!({"url": "{elsewhere}/echo"})),
    ]);
    let run = world.run(&Program { steps, environment: json!({"preserve_cookies": true}) }).await;
    let seen = world.target.seen();
    assert_eq!(seen.last().and_then(|seen| seen.header("cookie")), Some("session=ab12cd34ef56"));
    assert!(world.elsewhere.seen().is_empty(), "{}", hints(&run));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_may_ask_for_equality() {
    let world = world().await;
    for (comparison, right, runs) in
        [("equal", VALUE, true), ("equal", "another", false), ("contains", "s3", false)]
    {
        let before = world.target.seen().len();
        let steps = json!([{"step_type": "condition", "left_value": "{{get_secret(key)}}", "comparison": comparison,
            "right_value": right, "steps": [step(json!({}))]}]);
        world.run(&program(steps)).await;
        assert_eq!(world.target.seen().len() - before, usize::from(runs), "{comparison} {right}");
    }
}
