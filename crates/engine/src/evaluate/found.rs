//! What a look into an answer gives.

use std::borrow::Cow;

use serde_json::Value;

use super::fault::Fault;

/// The result of a look. No `Debug`: it may hold anything the target sent.
pub enum Found<'a> {
    /// The place does not exist.
    Missing,
    /// Text, or a number as text.
    Text(Cow<'a, str>),
    /// A part of a JSON body.
    Json(&'a Value),
    /// The look itself failed.
    Fault(Fault),
}

impl Found<'_> {
    /// What was found as text: strings as they are, everything else as compact JSON (`true`, `null`, `1.0`, `["a"]`).
    /// `None` when missing or at fault.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Missing | Self::Fault(_) => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Json(value) => Some(value_text(value)),
        }
    }

    /// Why there is no text; `None` when there is.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Missing => Some(Fault::NotFound),
            Self::Fault(fault) => Some(fault.clone()),
            Self::Text(_) | Self::Json(_) => None,
        }
    }
}

/// A JSON value as text, strings without quotes.
pub(super) fn value_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}
