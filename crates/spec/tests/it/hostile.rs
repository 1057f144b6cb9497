//! No text makes the reader panic.

use proptest::prelude::*;
use tacit_spec::{TestDefinition, test_file, usage::secrets_used};

/// Pieces that mean something to one of the notations or to the format.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "\"",
        "'",
        "|\n",
        ">-\n",
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "!x ",
        "%YAML 1.2\n",
        "---\n",
        "...\n",
        "? ",
        "#",
        "\t",
        "\\u00e9",
        "\\ud800",
        "é",
        "\u{feff}",
        "\0",
        "name",
        "steps",
        "step_type",
        "request",
        "pause",
        "condition",
        "subtest",
        "duration",
        "assertions",
        "value",
        "null",
        "true",
        "-1",
        "1e5",
        "{{x}}",
        "{{get_secret(k)}}",
        "{{md5(",
        "auth",
        "basic",
        "id",
        "tests",
        "data",
        "meta",
        "environments",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Any JSON under the names of the format.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        prop::sample::select(vec![
            "",
            "request",
            "pause",
            "condition",
            "basic",
            "equal",
            "response_json",
            "{{a}}"
        ])
        .prop_map(Into::into),
    ];
    let name = prop::sample::select(vec![
        "name",
        "description",
        "steps",
        "step_type",
        "url",
        "method",
        "headers",
        "form",
        "body",
        "auth",
        "auth_type",
        "assertions",
        "variables",
        "scripts",
        "source",
        "comparison",
        "value",
        "property",
        "duration",
        "left_value",
        "x",
    ]);
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_text(text in pieces()) {
        for name in ["a.json", "a.yaml"] {
            let _ = test_file::load_with_environments(&text, name);
            let _ = test_file::load_environment(&text, name);
        }
    }

    #[test]
    fn any_value(value in value()) {
        if let Ok(read) = TestDefinition::from_value(&value) {
            let _ = (read.validate(), secrets_used(&read), read.to_api());
            prop_assert_eq!(TestDefinition::from_value(&read.to_stored()).unwrap(), read);
        }
        let text = serde_json::to_string_pretty(&value).unwrap();
        let errors = |read: Result<TestDefinition, Vec<tacit_spec::DefinitionError>>| {
            read.err().map_or(0, |errors| errors.len())
        };
        // The same tree from both notations and from the value.
        prop_assert_eq!(errors(TestDefinition::from_json(&text)), errors(TestDefinition::from_yaml(&text)));
        prop_assert_eq!(errors(TestDefinition::from_json(&text)), errors(TestDefinition::from_value(&value)));
    }
}

#[test]
fn long_text_takes_linear_time() {
    let pieces = [
        "[", "{", "{a: ", "- ", "a: ", "? ", "&a ", "*a ", "\"", "'", "a\n", "- a\n", "#\n", "!x ", "|\n ",
        "{\"a\":", "[1,", "\\", "\"a\",", "a,", "a: b, ", "{},", "\n", "\t", " ", "---\n", "%\n", "<<: ",
        "é",
    ];
    for piece in pieces {
        for start in ["", "[", "name: \"", "{\"name\": \""] {
            let text = format!("{start}{}", piece.repeat(100_000));
            for name in ["a.json", "a.yaml"] {
                let started = std::time::Instant::now();
                let _ = test_file::load(&text, name);
                let took = started.elapsed();
                assert!(took.as_secs() < 10, "{took:?} for {name} with {start:?} and {piece:?}");
            }
        }
    }
}
