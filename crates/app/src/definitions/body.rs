//! What clients send for a test: the whole definition, or only what stands around the steps.

use serde_json::{Map, Value};
use tacit_spec::{EnvironmentId, TestDefinition, test_file};

use super::problems::refused;
use crate::{AppError, Problem, Result};

/// A body, read.
pub(super) struct TestBody {
    /// The definition, when the body has steps.
    pub(super) whole: Option<test_file::LoadedTest>,
    /// The body's fields.
    fields: Map<String, Value>,
}

/// Decided by the server, so what a client sends back of them means nothing.
const OF_THE_SERVER: &[&str] = &[
    "id",
    "uuid",
    "created_at",
    "created_by",
    "default_environment_id",
    "environment",
    "environments",
    "last_run",
    "last_run_created_at",
    "revision",
    "schedules",
    "step_count",
    "trigger_url",
];

impl TestBody {
    pub(super) fn read(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        let Value::Object(fields) = value else {
            return Err(AppError::invalid("", "the body has to be a JSON object: a test"));
        };
        let has_steps =
            fields.get("steps").is_some_and(|steps| steps.as_array().is_none_or(|s| !s.is_empty()));
        let whole = has_steps.then(|| one(text)).transpose()?;
        Ok(Self { whole, fields })
    }

    /// A text field; `Some(None)` when it is null.
    pub(super) fn text(&self, name: &str) -> Result<Option<Option<String>>> {
        match self.fields.get(name) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(Value::String(text)) => Ok(Some(Some(text.clone()))),
            Some(_) => Err(AppError::invalid(name, format!("`{name}` has to be text"))),
        }
    }

    /// The environment that the body makes the default one.
    pub(super) fn default_environment(&self) -> Result<Option<EnvironmentId>> {
        let wrong = || AppError::invalid("default_environment_id", "this is no id of an environment");
        let text = self.text("default_environment_id")?.flatten();
        text.map(|text| text.parse().map_err(|_| wrong())).transpose()
    }

    /// The revision that the client read before it changed the test.
    pub(super) fn revision(&self) -> Result<Option<i64>> {
        match self.fields.get("revision") {
            None | Some(Value::Null) => Ok(None),
            Some(number) => number
                .as_i64()
                .map(Some)
                .ok_or_else(|| AppError::invalid("revision", "`revision` has to be a whole number")),
        }
    }
}

/// Takes what belongs to the server out of a definition, for what stood there before.
pub(super) fn keep_foreign(definition: &mut TestDefinition, before: &TestDefinition) {
    let mut other = before.other.clone();
    for (name, value) in std::mem::take(&mut definition.other) {
        if !OF_THE_SERVER.contains(&name.as_str()) {
            other.insert(name, value);
        }
    }
    definition.other = other;
}

/// The body must hold one test.
fn one(text: &str) -> Result<test_file::LoadedTest> {
    let mut all = test_file::load_with_environments(text, "body.json").map_err(|e| refused("test", e))?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(AppError::invalid("", "the body has to hold one test; several are imported with `import`")),
    }
}

/// Never the parser's own words, which may quote what was sent.
pub(super) fn not_json(error: &serde_json::Error) -> AppError {
    let message = format!("this is not JSON: line {}, column {}", error.line(), error.column());
    let problem = Problem {
        path: String::new(),
        line: u32::try_from(error.line()).ok(),
        column: u32::try_from(error.column()).ok(),
        message: message.clone(),
        hint: None,
    };
    AppError::Invalid { message, problems: vec![problem] }
}
