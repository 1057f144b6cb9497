//! YAML with places: the parser's events put together to a tree.
//!
//! Aliases are copied, within the limit on values, so that a "billion laughs" file ends in an error. `<<` merges.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput, Tag};
use serde_json::Number;

use super::{Data, Entry, Node, Place, placed};
use crate::{DefinitionError, error::quoted, limits};

const QUOTE_TEMPLATES: &str = "text that starts with `{{` needs quotes in YAML: \"{{name}}\"";

pub(super) fn parse(text: &str) -> Result<Node, DefinitionError> {
    let mut reader = Reader { parser: Parser::new_from_str(text), text, anchors: HashMap::new(), nodes: 0 };
    reader.document()
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    /// By the parser's number; with the count of values inside.
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node, DefinitionError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
                Event::StreamEnd => break,
                _ if root.is_some() => {
                    let hint = "put each document into a file of its own, or make a list of them";
                    return Err(placed(place(span), "the file holds more than one YAML document", hint));
                }
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        Ok(root.unwrap_or(Node { place: None, data: Data::Null }))
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), DefinitionError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.syntax(*error.marker(), error.info())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn syntax(&self, marker: Marker, info: &str) -> DefinitionError {
        let line = self.text.lines().nth(marker.line().saturating_sub(1)).unwrap_or_default();
        let hint =
            if line.contains(": {{") || line.trim_start().starts_with("- {{") { QUOTE_TEMPLATES } else { "" };
        placed(at(marker), &format!("this is not valid YAML: {info}"), hint)
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), DefinitionError> {
        self.nodes += more;
        if self.nodes > limits::FILE_NODES {
            return Err(placed(
                place(span),
                "the file holds too many values",
                "use fewer aliases, or split the file",
            ));
        }
        Ok(())
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, DefinitionError> {
        self.count(1, span)?;
        if depth > limits::FILE_DEPTH {
            return Err(placed(
                place(span),
                "lists and mappings are nested too deep",
                "64 levels are the most",
            ));
        }
        let before = self.nodes;
        let (anchor, data) = match event {
            Event::Scalar(text, style, anchor, tag) => (anchor, scalar(&text, style, tag.as_deref(), span)?),
            Event::SequenceStart(anchor, _) => (anchor, self.list(depth)?),
            Event::MappingStart(anchor, _) => (anchor, self.map(depth)?),
            Event::Alias(anchor) => return self.alias(anchor, span, depth),
            _ => return Err(placed(place(span), "this is not valid YAML: a value is missing", "")),
        };
        let node = Node { place: place(span), data };
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), self.nodes - before + 1));
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Node, DefinitionError> {
        let Some((_, size)) = self.anchors.get(&anchor) else {
            return Err(placed(place(span), "an alias stands inside its own anchor", "write the value out"));
        };
        self.count(*size, span)?;
        let node = self.anchors[&anchor].0.clone();
        if depth + height(&node) > limits::FILE_DEPTH {
            return Err(placed(
                place(span),
                "lists and mappings are nested too deep",
                "64 levels are the most",
            ));
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Data, DefinitionError> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Data::List(items));
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Result<Data, DefinitionError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged = Vec::new();
        let mut seen = std::collections::HashSet::new();
        loop {
            let (event, span) = self.next()?;
            let key = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(placed(place(span), "a key must be text", QUOTE_TEMPLATES)),
            };
            let (event, value_span) = self.next()?;
            let value = self.node(event, value_span, depth + 1)?;
            if key == "<<" {
                merge(&mut merged, value)?;
                continue;
            }
            if !seen.insert(key.clone()) {
                let message = format!("{} stands twice in one mapping", quoted(&key));
                return Err(placed(place(span), &message, "remove one of them"));
            }
            entries.push(Entry { key, place: place(span), value });
        }
        entries.extend(merged.into_iter().filter(|entry: &Entry| seen.insert(entry.key.clone())));
        Ok(Data::Map(entries))
    }
}

fn merge(merged: &mut Vec<Entry>, value: Node) -> Result<(), DefinitionError> {
    match value.data {
        Data::Map(entries) => merged.extend(entries),
        Data::List(items) => {
            for item in items {
                let Data::Map(entries) = item.data else {
                    return Err(placed(item.place, "`<<` merges mappings only", ""));
                };
                merged.extend(entries);
            }
        }
        _ => return Err(placed(value.place, "`<<` merges mappings only", "")),
    }
    Ok(())
}

fn height(node: &Node) -> usize {
    match &node.data {
        Data::List(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Data::Map(entries) => 1 + entries.iter().map(|entry| height(&entry.value)).max().unwrap_or(0),
        _ => 0,
    }
}

/// YAML's core schema: null, booleans, integers (decimal, octal, hexadecimal) and floats are plain scalars of a fixed
/// form; all else is text. `.inf` and `.nan` stay text, as JSON has no such numbers.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<Data, DefinitionError> {
    let wanted = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    if wanted == Some("str") || (wanted.is_none() && (style != ScalarStyle::Plain || tag.is_some())) {
        return Ok(Data::Text(text.into()));
    }
    let data = plain(text);
    let fits = match wanted {
        Some("int" | "float") => matches!(data, Data::Number(..)),
        Some("bool") => matches!(data, Data::Bool(..)),
        Some("null") => matches!(data, Data::Null),
        _ => true,
    };
    if fits {
        Ok(data)
    } else {
        Err(placed(place(span), "the value does not fit its `!!` tag", "remove the tag"))
    }
}

fn plain(text: &str) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        "true" | "True" | "TRUE" => return Data::Bool(true, text.into()),
        "false" | "False" | "FALSE" => return Data::Bool(false, text.into()),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = if let Some(hex) = text.strip_prefix("0x") {
        hex.starts_with(|c: char| c.is_ascii_hexdigit())
            .then(|| u64::from_str_radix(hex, 16).ok())
            .flatten()
            .map(Number::from)
    } else if let Some(octal) = text.strip_prefix("0o") {
        octal
            .starts_with(|c: char| c.is_digit(8))
            .then(|| u64::from_str_radix(octal, 8).ok())
            .flatten()
            .map(Number::from)
    } else if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || ".eE+-".contains(c))
    {
        (text.parse::<u64>().ok().map(Number::from))
            .or_else(|| text.parse::<i64>().ok().map(Number::from))
            .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
    } else {
        None
    };
    number.map_or_else(|| Data::Text(text.into()), |number| Data::Number(number, text.into()))
}

fn place(span: Span) -> Option<Place> {
    at(span.start)
}

fn at(marker: Marker) -> Option<Place> {
    Some(Place { line: marker.line() as u32, column: marker.col() as u32 + 1 })
}
