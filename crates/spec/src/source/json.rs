//! JSON with places.
//!
//! serde_json checks the whole text first. Then each level is read as slices of that text, and a slice's address tells
//! its place. A value is looked at once for every level above it, which the depth limit bounds.

use std::{cell::Cell, fmt};

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Number, value::RawValue};

use super::{Data, Entry, Node, Place, placed};
use crate::{DefinitionError, error::quoted, limits};

pub(super) fn parse(text: &str) -> Result<Node, DefinitionError> {
    let lines = Lines::of(text);
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| lines.error(&error))?;
    let mut reader = Reader { lines, nodes: 0 };
    reader.read(whole, 0)
}

struct Reader<'a> {
    lines: Lines<'a>,
    nodes: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, raw: &'a RawValue, depth: usize) -> Result<Node, DefinitionError> {
        let text = raw.get();
        let place = Some(self.lines.place_of(text));
        self.nodes += 1;
        if depth > limits::FILE_DEPTH {
            return Err(placed(place, "lists and objects are nested too deep", "64 levels are the most"));
        }
        if self.nodes > limits::FILE_NODES {
            return Err(placed(place, "the file holds too many values", "split it"));
        }
        let data = match text.as_bytes().first() {
            Some(b'{') => {
                let Members(members) = self.parse(text)?;
                let mut entries: Vec<Entry> = Vec::with_capacity(members.len());
                let mut seen = std::collections::HashSet::new();
                for (key, value) in members {
                    let key_place = Some(self.lines.place_of(key.get()));
                    let key: String = self.parse(key.get())?;
                    if !seen.insert(key.clone()) {
                        let message = format!("{} stands twice in one object", quoted(&key));
                        return Err(placed(key_place, &message, "remove one of them"));
                    }
                    entries.push(Entry { key, place: key_place, value: self.read(value, depth + 1)? });
                }
                Data::Map(entries)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = self.parse(text)?;
                Data::List(
                    items.into_iter().map(|item| self.read(item, depth + 1)).collect::<Result<_, _>>()?,
                )
            }
            Some(b'"') => Data::Text(self.parse(text)?),
            Some(b't' | b'f') => Data::Bool(text == "true", text.into()),
            Some(b'n') => Data::Null,
            _ => Data::Number(self.parse::<Number>(text)?, text.into()),
        };
        Ok(Node { place, data })
    }

    /// Of a slice whose syntax has been checked; what can still fail is a lone surrogate or a number out of range.
    fn parse<T: serde::Deserialize<'a>>(&self, slice: &'a str) -> Result<T, DefinitionError> {
        serde_json::from_str(slice).map_err(|error| {
            placed(
                Some(self.lines.place_of(slice)),
                &format!("this is not valid JSON: {}", cause(&error)),
                "",
            )
        })
    }
}

/// The members of an object, keys still raw.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Finds places in text. Going forward costs only the way: a line may be as long as the file.
struct Lines<'a> {
    text: &'a str,
    last: Cell<(usize, Place)>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, last: Cell::new(START) }
    }

    /// Of a slice of the text.
    fn place_of(&self, slice: &str) -> Place {
        self.place((slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }

    fn place(&self, offset: usize) -> Place {
        let (from, mut place) = Some(self.last.get()).filter(|(from, _)| *from <= offset).unwrap_or(START);
        for c in self.text.get(from..offset).unwrap_or_default().chars() {
            if c == '\n' {
                place = Place { line: place.line + 1, column: 1 };
            } else {
                place.column += 1;
            }
        }
        self.last.set((offset, place));
        place
    }

    /// serde_json counts bytes; people count characters.
    fn error(&self, error: &serde_json::Error) -> DefinitionError {
        let line = self.text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let start = line.map(str::len).sum::<usize>();
        let mut offset = (start + error.column().saturating_sub(1)).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let hint = if error.is_eof() { "the text ends too early: is the file complete?" } else { "" };
        placed(Some(self.place(offset)), &format!("this is not valid JSON: {}", cause(error)), hint)
    }
}

const START: (usize, Place) = (0, Place { line: 1, column: 1 });

/// Syntax messages of serde_json are fixed sentences; others may quote the text and are not passed on.
fn cause(error: &serde_json::Error) -> String {
    if error.is_data() || error.is_io() {
        return "unexpected value".into();
    }
    let text = error.to_string();
    text.rfind(" at line ").map_or(text.clone(), |end| text[..end].to_owned())
}
