//! Sealed secrets: they reach the hosts they are allowed for, in every way of using one, and nobody else.

mod arrives;
mod hostile;
mod judged;
mod memory;
mod redirects;
mod scripts;

use serde_json::{Value, json};
use tacit_proofs::{Program, World, stored};
use tacit_record::Run;
use tacit_testkit::target::Target;

const SANDBOX: &str = env!("CARGO_BIN_EXE_tacit-proofs-sandbox");
const VALUE: &str = "s3cr3t-Kq9/zX+4v \"tail\"";

/// A world whose secret `key` may go to the target alone.
async fn world() -> World {
    let mut world = World::new(SANDBOX).await.with("key", VALUE).with("plain", "plain-4711-value");
    world.seal("key", &["{target}"]);
    world
}

fn step(extra: Value) -> Value {
    let mut step = json!({"step_type": "request", "method": "GET", "url": "{target}/echo"});
    step.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    step
}

fn program(steps: Value) -> Program {
    Program { steps, environment: json!({}) }
}

/// What a target was sent since it had been sent `before` requests, as text.
fn received(target: &Target, before: usize) -> String {
    target
        .seen()
        .iter()
        .skip(before)
        .map(|seen| format!("{seen:?}\n{}\n", String::from_utf8_lossy(&seen.body)))
        .collect()
}

/// HMAC-SHA-256 of `v` by RFC 2104, made with other means than the product's.
fn hmac_of_v(key: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key.bytes()).for_each(|(pad, byte)| *pad ^= byte);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(b"v").finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hints of all errors of a run.
fn hints(run: &Run) -> String {
    fn of(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, field)| match (name.as_str(), field) {
                ("hint" | "code", Value::String(text)) => found.push(text.clone()),
                _ => of(field, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| of(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    of(&serde_json::to_value(run).expect("records can be serialised"), &mut found);
    found.join("\n")
}

#[track_caller]
fn assert_passed(run: &Run, what: &str) {
    let value = serde_json::to_value(run).expect("records can be serialised");
    assert_eq!(value["result"], "pass", "{what}: {}\n{}", hints(run), stored(run));
}
