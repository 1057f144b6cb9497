//! Scripts other people wrote, where the machine has them.

use std::path::Path;

use serde_json::Value;

use crate::support::{Recorder, TEAM, pool, script};

/// Every script in a definition, at any depth.
fn collect(value: &Value, scripts: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if let (true, Value::Array(list)) = (name.ends_with("scripts"), inner) {
                    scripts.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                collect(inner, scripts);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, scripts)),
        _ => {}
    }
}

#[tokio::test]
async fn published_scripts_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut scripts = Vec::new();
    for entry in entries.flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "json")) {
        let text = std::fs::read_to_string(entry.path()).expect("a readable sample");
        collect(&serde_json::from_str(&text).expect("JSON"), &mut scripts);
    }
    assert!(!scripts.is_empty());
    let pool = pool();
    for source in scripts {
        let outcome = pool.run(TEAM, script(&source), &mut Recorder::default()).await;
        let outcome = outcome.unwrap_or_else(|failure| panic!("{failure}: {source}"));
        let message = outcome.error.map_or_else(String::new, |thrown| thrown.message);
        // Some need a library their owner had uploaded, some are prose, and without libraries `assert` is missing.
        let known = ["", "ReferenceError: aws4 is not defined", "ReferenceError: PRESCRIPT is not defined"];
        let expected = known.contains(&message.as_str())
            || message.starts_with("SyntaxError")
            || message.starts_with("this build has no script libraries")
            || message.starts_with("TypeError: cannot read property 'toLowerCase'");
        assert!(expected, "{message}: {source}");
    }
}
