//! A value out of an answer, taken where values may be seen.
//!
//! For sources of secrets: they say where in the answer the value stands, and get it closed.

use serde_json::Value;
use tacit_taint::{Labeled, Secret, seam};
use thiserror::Error;

use crate::Raw;

/// Why there is no value at a place of an answer. Quotes nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoValue {
    /// The answer is not a JSON document.
    #[error("the answer is not JSON")]
    NotJson,
    /// There is nothing at the place.
    #[error("the answer has nothing there")]
    Missing,
    /// There is something else than text, a whole number or a truth value.
    #[error("what stands there is not a text: write it as one")]
    NotText,
}

/// The text at the end of `path`, key by key, in the JSON of the last answer. Whole numbers and truth
/// values are taken as they are written; what JSON may write in several ways is not.
pub fn text_in(answer: &Labeled<Raw>, path: &[&str]) -> Result<Secret, NoValue> {
    let raw = answer.open(seam::Wire);
    let body = raw.hops.last().and_then(|hop| hop.answer.as_ref()).map(|answer| &answer.body);
    let mut value: Value =
        serde_json::from_slice(body.ok_or(NoValue::NotJson)?).map_err(|_| NoValue::NotJson)?;
    for key in path {
        value = value.get_mut(key).map(Value::take).ok_or(NoValue::Missing)?;
    }
    text_of(value)
}

/// The text of a field in JSON that is itself a text of the answer, as some sources keep them; without a field, all of it.
pub fn text_within(text: &Secret, field: Option<&str>) -> Result<Secret, NoValue> {
    let text = text.open(seam::Wire);
    let Some(field) = field else { return Ok(Secret::new(text.to_owned())) };
    let mut value: Value = serde_json::from_str(text).map_err(|_| NoValue::NotJson)?;
    text_of(value.get_mut(field).map(Value::take).ok_or(NoValue::Missing)?)
}

fn text_of(value: Value) -> Result<Secret, NoValue> {
    match value {
        Value::String(text) => Ok(Secret::new(text)),
        Value::Number(number) if !number.is_f64() => Ok(Secret::new(number.to_string())),
        Value::Bool(truth) => Ok(Secret::new(truth.to_string())),
        Value::Null => Err(NoValue::Missing),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(NoValue::NotText),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_taken_and_nothing_quoted() {
        let text =
            Secret::new(r#"{"key":"canary","number":150,"price":1.50,"list":["canary"],"none":null}"#.into());
        let field = |name: &str| text_within(&text, Some(name));
        assert!(field("key").unwrap().same_as(&Secret::new("canary".into())));
        assert!(field("number").unwrap().same_as(&Secret::new("150".into())));
        assert!(text_within(&text, None).unwrap().same_as(&text));
        let refused = |name: &str| field(name).err();
        assert_eq!(
            [refused("list"), refused("price"), refused("none"), refused("gone")],
            [Some(NoValue::NotText), Some(NoValue::NotText), Some(NoValue::Missing), Some(NoValue::Missing)]
        );
        let not = text_within(&Secret::new("canary".into()), Some("key")).err().unwrap();
        assert!(not == NoValue::NotJson && !not.to_string().contains("canary"));
    }
}
