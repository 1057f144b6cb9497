//! The schema agrees with the reader.

use serde_json::{Value, json};
use tacit_spec::{TestDefinition, schema::schema};

use crate::sample;

#[test]
fn real_exports_fit() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    for start in ["01", "02", "06", "08", "09", "10", "11"] {
        let Some(text) = sample(start) else { return };
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{start}: {errors:?}");
        assert!(validator.is_valid(&TestDefinition::from_value(&value).unwrap().to_api()), "{start}");
    }
}

#[test]
fn mistakes_do_not_fit() {
    let validator = jsonschema::validator_for(&schema()).expect("a schema");
    let fits = |step: Value| validator.is_valid(&json!({"name": "a", "steps": [step]}));
    assert!(fits(json!({"step_type": "pause", "duration": 180})));
    assert!(fits(json!({"step_type": "subtest", "test_uuid": "x"})));
    assert!(!fits(json!({"step_type": "pause", "duration": 181})));
    assert!(!fits(json!({"step_type": "request", "url": "u"})));
    let nested = |comparison: &str| {
        let inner = json!({"step_type": "request", "method": "GET", "url": "u", "assertions": [
            {"source": "response_json", "comparison": comparison}
        ]});
        json!({"step_type": "condition", "left_value": "a", "comparison": "empty", "steps": [inner]})
    };
    assert!(fits(nested("is_null")));
    assert!(!fits(nested("equalz")));
    assert!(!validator.is_valid(&json!({"name": "a", "steps": []})));
}
