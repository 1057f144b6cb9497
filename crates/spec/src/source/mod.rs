//! Definition text as a tree that knows where each value stands.
//!
//! JSON and YAML give the same tree, so what reads a definition exists once. [`Node::of`] makes one of a value that came
//! over the API, without places.

mod json;
mod path;
mod places;
mod yaml;

use serde_json::{Map, Number, Value};

pub(crate) use path::Path;
pub(crate) use places::locate;

use crate::{DefinitionError, limits};

/// The two notations of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// RFC 8259.
    Json,
    /// YAML 1.2, core schema, one document.
    Yaml,
}

impl Notation {
    /// By the file's extension, else by the first character: JSON files start with `{` or `[`.
    pub fn of(file_name: &str, text: &str) -> Self {
        let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// Line and column, from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) place: Option<Place>,
    pub(crate) data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    Null,
    /// As written, so that `1.10` can still become the text it looks like.
    Bool(bool, String),
    Number(Number, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Option<Place>,
    pub(crate) value: Node,
}

impl Node {
    /// Reads text.
    pub(crate) fn parse(text: &str, notation: Notation) -> Result<Self, DefinitionError> {
        if text.len() > limits::FILE_BYTES {
            return Err(unplaced("the file is too large", "split it: 10 MiB is the most"));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match notation {
            Notation::Json => json::parse(text),
            Notation::Yaml => yaml::parse(text),
        }
    }

    /// A tree without places.
    pub(crate) fn of(value: &Value) -> Self {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(truth) => Data::Bool(*truth, truth.to_string()),
            Value::Number(number) => Data::Number(number.clone(), number.to_string()),
            Value::String(text) => Data::Text(text.clone()),
            Value::Array(items) => Data::List(items.iter().map(Self::of).collect()),
            Value::Object(fields) => Data::Map(
                fields
                    .iter()
                    .map(|(key, value)| Entry { key: key.clone(), place: None, value: Self::of(value) })
                    .collect(),
            ),
        };
        Self { place: None, data }
    }

    /// The value without its places.
    pub(crate) fn to_value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(truth, _) => Value::Bool(*truth),
            Data::Number(number, _) => Value::Number(number.clone()),
            Data::Text(text) => Value::String(text.clone()),
            Data::List(items) => items.iter().map(Self::to_value).collect(),
            Data::Map(entries) => {
                let fields = entries.iter().map(|entry| (entry.key.clone(), entry.value.to_value()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }

    /// The entry of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.data {
            Data::Map(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// What a message calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(..) => "true or false",
            Data::Number(..) => "a number",
            Data::Text(_) => "text",
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
        }
    }

    /// Calls `see` with the path and place of every value.
    pub(crate) fn visit(&self, path: &Path<'_>, see: &mut impl FnMut(&Path<'_>, Option<Place>)) {
        see(path, self.place);
        match &self.data {
            Data::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.visit(&path.item(index), see);
                }
            }
            Data::Map(entries) => {
                for entry in entries {
                    entry.value.visit(&path.field(&entry.key), see);
                }
            }
            _ => {}
        }
    }
}

fn unplaced(message: &str, hint: &str) -> DefinitionError {
    placed(None, message, hint)
}

fn placed(place: Option<Place>, message: &str, hint: &str) -> DefinitionError {
    DefinitionError {
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        path: String::new(),
        message: message.into(),
        hint: (!hint.is_empty()).then(|| hint.into()),
    }
}
