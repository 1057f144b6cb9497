//! Taking fields from an object, and noting what is wrong.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::{
    DefinitionError,
    error::quoted,
    limits,
    source::{Data, Entry, Node, Path, Place},
    suggest,
    test::Fields,
};

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<DefinitionError>,
}

impl Problems {
    pub(crate) fn add(
        &mut self,
        path: &Path<'_>,
        place: Option<Place>,
        message: impl Into<String>,
        hint: impl Into<Option<String>>,
    ) {
        if self.found.len() < limits::FILE_ERRORS {
            self.found.push(DefinitionError {
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                path: path.to_string(),
                message: message.into(),
                hint: hint.into(),
            });
        }
    }

    pub(crate) fn expected(&mut self, path: &Path<'_>, node: &Node, wanted: &str, hint: &str) {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        self.add(path, node.place, format!("expected {wanted}, found {}", node.kind()), hint);
    }

    pub(crate) fn none_or<T>(self, read: T) -> Result<T, Vec<DefinitionError>> {
        if self.found.is_empty() { Ok(read) } else { Err(self.into_found()) }
    }

    /// In the order of the text.
    pub(crate) fn into_found(mut self) -> Vec<DefinitionError> {
        self.found.sort_by_key(|error| (error.line, error.column));
        self.found
    }
}

/// A mapping whose fields are taken one by one.
pub(crate) struct Object<'a> {
    entries: Vec<&'a Entry>,
    all: &'a [Entry],
    place: Option<Place>,
    path: &'a Path<'a>,
    known: Vec<&'static str>,
    kept: Map<String, Value>,
}

impl<'a> Object<'a> {
    pub(crate) fn open(node: &'a Node, path: &'a Path<'a>, problems: &mut Problems) -> Option<Self> {
        let Data::Map(all) = &node.data else {
            problems.expected(path, node, "a mapping of fields", "");
            return None;
        };
        let entries = all.iter().collect();
        Some(Self { entries, all, place: node.place, path, known: Vec::new(), kept: Map::new() })
    }

    /// The field, once.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<&'a Node> {
        self.known.push(name);
        let index = self.entries.iter().position(|entry| entry.key == name)?;
        Some(&self.entries.remove(index).value)
    }

    /// The field unless it is null; a null is remembered.
    fn take_value(&mut self, name: &'static str) -> Option<&'a Node> {
        let node = self.take(name)?;
        if node.data == Data::Null {
            self.keep(name, node);
            return None;
        }
        Some(node)
    }

    /// Remembers a field that the model cannot tell from an absent one.
    fn keep(&mut self, name: &str, node: &Node) {
        self.kept.insert(name.into(), node.to_value());
    }

    /// Remembers what of a field the model does not carry.
    pub(crate) fn keep_value(&mut self, name: &str, value: Value) {
        self.kept.insert(name.into(), value);
    }

    /// A field that must be there.
    pub(crate) fn require(&mut self, name: &'static str, problems: &mut Problems) -> Option<&'a Node> {
        let node = self.take(name);
        if node.is_none() {
            let known = suggest::closest(name, self.entries.iter().map(|entry| entry.key.as_str()));
            let hint = known.map(|written| format!("is {} meant to be `{name}`?", quoted(written)));
            // The typing slip itself is then the better message, given by `finish`.
            if hint.is_none() {
                let hint = (name == "step_type").then(|| "use one of request, pause, condition".to_owned());
                problems.add(self.path, self.place, format!("the field `{name}` is missing"), hint);
            }
        }
        node
    }

    pub(crate) fn require_text(&mut self, name: &'static str, problems: &mut Problems) -> String {
        let path = self.path.field(name);
        self.require(name, problems).and_then(|node| text(node, &path, problems)).unwrap_or_default()
    }

    /// Absent, null and `""` are all empty.
    pub(crate) fn text(&mut self, name: &'static str, problems: &mut Problems) -> String {
        let Some(node) = self.take_value(name) else { return String::new() };
        let read = text(node, &self.path.field(name), problems).unwrap_or_default();
        if read.is_empty() {
            self.keep(name, node);
        }
        read
    }

    /// Absent and null are `None`, `""` is not.
    pub(crate) fn optional_text(&mut self, name: &'static str, problems: &mut Problems) -> Option<String> {
        let path = self.path.field(name);
        self.take_value(name).and_then(|node| text(node, &path, problems))
    }

    pub(crate) fn flag(&mut self, name: &'static str, default: bool, problems: &mut Problems) -> bool {
        let Some(node) = self.take_value(name) else { return default };
        match node.data {
            Data::Bool(truth, _) => {
                if truth == default {
                    self.keep(name, node);
                }
                truth
            }
            _ => {
                problems.expected(&self.path.field(name), node, "true or false", "");
                default
            }
        }
    }

    /// The items of a list; absent, null and `[]` are all empty.
    pub(crate) fn list(&mut self, name: &'static str, problems: &mut Problems) -> &'a [Node] {
        let Some(node) = self.take_value(name) else { return &[] };
        match &node.data {
            Data::List(items) => {
                if items.is_empty() {
                    self.keep(name, node);
                }
                items
            }
            _ => {
                problems.expected(&self.path.field(name), node, "a list", "");
                &[]
            }
        }
    }

    pub(crate) fn texts(&mut self, name: &'static str, problems: &mut Problems) -> Vec<String> {
        let path = self.path.field(name);
        let items = self.list(name, problems);
        items.iter().enumerate().filter_map(|(at, item)| text(item, &path.item(at), problems)).collect()
    }

    /// A list of scripts: text, `{value: text}` as older API documents have it, or one text alone.
    pub(crate) fn scripts(&mut self, name: &'static str, problems: &mut Problems) -> Vec<String> {
        let path = self.path.field(name);
        if let Some(entry) = self.entries.iter().find(|entry| entry.key == name)
            && let Data::Text(script) = &entry.value.data
        {
            self.take(name);
            return vec![script.clone()];
        }
        let items = self.list(name, problems);
        let script = |(at, item): (usize, &Node)| {
            let path = path.item(at);
            match item.get("value") {
                Some(value) => text(value, &path.field("value"), problems),
                None => text(item, &path, problems),
            }
        };
        items.iter().enumerate().filter_map(script).collect()
    }

    /// Name to texts; absent and null are `None`.
    pub(crate) fn optional_fields(&mut self, name: &'static str, problems: &mut Problems) -> Option<Fields> {
        let path = self.path.field(name);
        let node = self.take_value(name)?;
        let Data::Map(entries) = &node.data else {
            let hint = "write each name with a text or a list of texts";
            problems.expected(&path, node, "a mapping of names", hint);
            return None;
        };
        let mut fields = Fields::new();
        for Entry { key, value, .. } in entries {
            let path = path.field(key);
            let values = match &value.data {
                Data::List(items) => {
                    let read = |(at, item): (usize, &Node)| text(item, &path.item(at), problems);
                    items.iter().enumerate().filter_map(read).collect()
                }
                _ => text(value, &path, problems).into_iter().collect(),
            };
            fields.insert(key.clone(), values);
        }
        Some(fields)
    }

    /// Name to texts; absent, null and `{}` are all empty.
    pub(crate) fn fields(&mut self, name: &'static str, problems: &mut Problems) -> Fields {
        let fields = self.optional_fields(name, problems);
        if fields.as_ref().is_some_and(Fields::is_empty) {
            self.keep_value(name, Value::Object(Map::new()));
        }
        fields.unwrap_or_default()
    }

    /// Name to text.
    pub(crate) fn text_map(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> IndexMap<String, String> {
        let path = self.path.field(name);
        let Some(node) = self.take_value(name) else { return IndexMap::new() };
        text_map(node, &path, problems)
    }

    pub(crate) fn id<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        let path = self.path.field(name);
        let node = self.take_value(name)?;
        let read = match &node.data {
            Data::Text(text) => text.parse().ok(),
            _ => None,
        };
        if read.is_none() {
            let hint = "leave the field out to have an id made".to_owned();
            problems.add(&path, node.place, "this is not a UUID", hint);
        }
        read
    }

    /// Everything that was not taken. A field whose name is close to that of an absent known one is a mistake.
    pub(crate) fn finish(
        mut self,
        also_known: &[&'static str],
        problems: &mut Problems,
    ) -> Map<String, Value> {
        // Once, however many fields there are.
        let there: HashSet<_> = self.all.iter().map(|entry| entry.key.as_str()).collect();
        let absent: Vec<_> = self.known.iter().copied().filter(|name| !there.contains(name)).collect();
        for entry in &self.entries {
            if also_known.contains(&entry.key.as_str()) {
                continue;
            }
            if let Some(meant) = suggest::closest(&entry.key, absent.iter().copied()) {
                let message = format!("unknown field {}", quoted(&entry.key));
                problems.add(
                    &self.path.field(&entry.key),
                    entry.place,
                    message,
                    format!("did you mean `{meant}`?"),
                );
            }
        }
        for entry in std::mem::take(&mut self.entries) {
            self.kept.insert(entry.key.clone(), entry.value.to_value());
        }
        self.kept
    }
}

/// Text; numbers and booleans become the text they were written as.
pub(crate) fn text(node: &Node, path: &Path<'_>, problems: &mut Problems) -> Option<String> {
    match &node.data {
        Data::Text(text) => Some(text.clone()),
        Data::Bool(_, written) | Data::Number(_, written) => Some(written.clone()),
        Data::Null | Data::List(_) | Data::Map(_) => {
            let hint = match node.data {
                Data::Map(_) => "quote it; a JSON body is text too, in YAML as a block after `|`",
                _ => "",
            };
            problems.expected(path, node, "text", hint);
            None
        }
    }
}

pub(crate) fn text_map(node: &Node, path: &Path<'_>, problems: &mut Problems) -> IndexMap<String, String> {
    let Data::Map(entries) = &node.data else {
        problems.expected(path, node, "a mapping of names and texts", "");
        return IndexMap::new();
    };
    let read = |entry: &Entry| {
        text(&entry.value, &path.field(&entry.key), problems).map(|value| (entry.key.clone(), value))
    };
    entries.iter().filter_map(read).collect()
}
