//! When things happen tells nothing finer than a coarse duration, and the choice of one owner does not undo another's.

use std::sync::Mutex;

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};
use tacit_record::Progress;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUE: &str = "s3cr3t-Kq9/zX+4v~tail";

fn get(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

async fn run(world: &World, steps: Value, environment: Value) -> Value {
    let run = world.run(&Program { steps, environment }).await;
    assert!(!stored(&run).contains(VALUE), "the value shows");
    serde_json::to_value(&run).expect("records can be serialised")
}

/// What the news said, each with the number of requests the target had seen by then.
async fn heard(steps: Value) -> Vec<(Progress, usize)> {
    let world = World::new(SANDBOX).await.with("key", VALUE);
    let heard = Mutex::new(Vec::new());
    let listen = |progress: Progress| {
        heard.lock().expect("nobody panics with it").push((progress, world.target.seen().len()));
    };
    world.run_with_news(&Program { steps, environment: json!({}) }, &listen).await;
    heard.into_inner().expect("nobody panics with it")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_news_ends_before_the_secret_can_take_its_time() {
    let ways = [
        json!([get(json!({"before_scripts": ["get_secret('key')"]})), get(json!({}))]),
        json!([
            {"step_type": "condition", "left_value": "{{get_secret(key)}}", "comparison": "not_empty", "steps": [get(json!({}))]},
            get(json!({}))
        ]),
    ];
    for steps in ways {
        let heard = heard(steps).await;
        let quiet = heard.iter().position(|(progress, _)| matches!(progress, Progress::Quiet));
        let at = quiet.expect("the news says that it ends");
        assert_eq!(heard[at].1, 0, "nothing was sent yet when the news ended");
        assert_eq!(at + 1, heard.len(), "nothing follows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_script_saw_a_secret_lasts_a_whole_number_of_ticks() {
    let world = World::new(SANDBOX).await.with("key", VALUE);
    let steps = json!([get(json!({"before_scripts": ["get_secret('key')"]})), get(json!({}))]);
    let before = std::time::Instant::now();
    let run = run(&world, steps, json!({})).await;
    let took =
        run["finished_at"].as_i64().unwrap_or_default() - run["started_at"].as_i64().unwrap_or_default();
    assert_eq!(took % 100_000, 0, "{took} µs");
    assert!(took > 0);
    assert!(
        before.elapsed().as_micros() as i64 >= took,
        "it really lasts that long, so watching it tells no more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_starts_after_one_that_saw_a_secret_shows_nothing() {
    let world = World::new(SANDBOX).await.with("key", VALUE);
    let scripts = json!(["log('first')", "get_secret('key')", "log(Date.now())"]);
    let run = run(&world, json!([get(json!({"scripts": scripts}))]), json!({})).await;
    let scripts = &run["steps"][0]["scripts"];
    assert_eq!(scripts[0]["output"]["shown"], json!(["first"]));
    assert_eq!(scripts[2]["output"], json!({"hidden": "script_saw_secret"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_secret_by_a_made_up_name_stays_strict() {
    let mut world = World::new(SANDBOX).await.with("key", "another-value-here-1").with("strict_one", VALUE);
    world.redact("key");
    let steps = json!([
        get(json!({"headers": {"X-Key": ["{{get_secret(key)}}"]}})),
        get(json!({"before_scripts": ["log(get_secret('strict' + '_one').split('').join(' '))"]})),
        get(json!({"headers": {"X-Key": ["{{get_secret({{name}})}}"]}})),
    ]);
    let run = run(&world, steps, json!({"script": "variables.set('name', 'strict_' + 'one')"})).await;
    assert!(
        run["steps"][1]["hops"][0]["request"]["shown"].is_object(),
        "the owner of `key` shows it: {run:#}"
    );
    assert_eq!(run["steps"][2]["scripts"][0]["output"], json!({"hidden": "script_saw_secret"}));
    assert_eq!(run["steps"][3]["hops"][0]["request"], json!({"hidden": "secret_sent"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_is_easy_to_guess_is_never_shown_around() {
    let mut world = World::new(SANDBOX).await.with("key", "hunter2");
    world.redact("key");
    let run =
        run(&world, json!([get(json!({"headers": {"X-Key": ["{{get_secret(key)}}"]}}))]), json!({})).await;
    assert_eq!(run["steps"][0]["hops"][0]["response"], json!({"hidden": "secret_sent"}));
}
