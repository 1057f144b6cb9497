//! Places in JSON as Runscope writes them: JavaScript's property notation.
//!
//! `data.items[-1].id`, `["odd key"]`, `items.length`. It is not JSONPath: one expression is one place. So it is walked
//! step by step instead of being turned into a query, which also leaves nothing for a hostile document to multiply.

use std::borrow::Cow;

/// One place in a JSON value. Empty is the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub(super) segments: Vec<Segment>,
}

/// One step inwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// `.name`; on a list, also a number or `length`.
    Name(String),
    /// `["name"]`: this key and nothing else.
    Key(String),
    /// `[3]`, or `[-1]` from the end.
    Index(i64),
}

/// Why an expression does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the JSON expression does not read at character {}: {hint}", offset + 1)]
pub struct PropertyError {
    /// In characters from 0.
    pub offset: usize,
    /// What is wrong and what to write instead.
    pub hint: &'static str,
}

impl Property {
    /// Reads an expression; space around it does not count.
    ///
    /// # Errors
    /// The place of the first character that does not fit, and what to write there.
    pub fn parse(text: &str) -> Result<Self, PropertyError> {
        let mut reader = Reader { characters: text.chars().collect(), at: 0 };
        reader.trim();
        let mut segments = Vec::new();
        while let Some(next) = reader.peek() {
            segments.push(match next {
                '[' => reader.bracket()?,
                '.' if segments.is_empty() => return Err(reader.error("it begins with a dot")),
                '.' => {
                    reader.at += 1;
                    reader.name()?
                }
                _ if segments.is_empty() => reader.name()?,
                _ => return Err(reader.error("after ] comes a dot or another [")),
            });
        }
        Ok(Self { segments })
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn error(&self, hint: &'static str) -> PropertyError {
        PropertyError { offset: self.at, hint }
    }

    /// Takes the space off both ends; offsets still count from the start.
    fn trim(&mut self) {
        while self.characters.last().is_some_and(|last| last.is_whitespace()) {
            self.characters.pop();
        }
        self.skip_space();
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Dashes, colons and spaces are fine in a name; only `.`, `[` and `]` mean something.
    fn name(&mut self) -> Result<Segment, PropertyError> {
        let start = self.at;
        while self.peek().is_some_and(|next| !matches!(next, '.' | '[' | ']')) {
            self.at += 1;
        }
        match self.peek() {
            Some(']') => Err(self.error("there is no [ for this ]")),
            _ if self.at == start => Err(self.error("a name is missing after the dot")),
            _ => Ok(Segment::Name(self.characters[start..self.at].iter().collect())),
        }
    }

    fn bracket(&mut self) -> Result<Segment, PropertyError> {
        self.at += 1;
        self.skip_space();
        let segment = match self.peek() {
            Some(quote @ ('"' | '\'')) => Segment::Key(self.quoted(quote)?),
            Some('-' | '0'..='9') => self.index()?,
            Some(_) => return Err(self.error("write a number or a key in quotes, like [0] or [\"key\"]")),
            None => return Err(self.error("the closing ] is missing")),
        };
        self.skip_space();
        if self.peek() != Some(']') {
            return Err(self.error("the closing ] is missing"));
        }
        self.at += 1;
        Ok(segment)
    }

    fn index(&mut self) -> Result<Segment, PropertyError> {
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        digits
            .parse()
            .map(Segment::Index)
            .map_err(|_| PropertyError { offset: start, hint: "this is not a usable index" })
    }

    fn quoted(&mut self, quote: char) -> Result<String, PropertyError> {
        let start = self.at;
        self.at += 1;
        let mut key = String::new();
        loop {
            let Some(next) = self.peek() else {
                return Err(PropertyError { offset: start, hint: "this quote is not closed" });
            };
            self.at += 1;
            match next {
                _ if next == quote => return Ok(key),
                '\\' => key.push(self.escape()?),
                _ => key.push(next),
            }
        }
    }

    /// JavaScript's escapes of one UTF-16 unit; characters beyond can stand unescaped.
    fn escape(&mut self) -> Result<char, PropertyError> {
        let wrong = PropertyError {
            offset: self.at - 1,
            hint: "this escape is not known, write \\\\ for a backslash",
        };
        let escaped = self.peek().ok_or_else(|| wrong.clone())?;
        self.at += 1;
        Ok(match escaped {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '"' | '\'' | '\\' | '/' => escaped,
            'u' => {
                let hex: String = self.characters.iter().skip(self.at).take(4).collect();
                self.at = (self.at + 4).min(self.characters.len());
                let unit = (hex.chars().count() == 4 && hex.chars().all(|digit| digit.is_ascii_hexdigit()))
                    .then(|| u32::from_str_radix(&hex, 16).ok())
                    .flatten();
                unit.and_then(char::from_u32).ok_or(wrong)?
            }
            _ => return Err(wrong),
        })
    }
}

impl Segment {
    /// The key this segment means on an object.
    pub(super) fn key(&self) -> Cow<'_, str> {
        match self {
            Self::Name(name) | Self::Key(name) => Cow::Borrowed(name),
            Self::Index(index) => Cow::Owned(index.to_string()),
        }
    }

    /// The element this segment means on a list of this length.
    pub(super) fn index(&self, length: usize) -> Option<usize> {
        let index = match self {
            Self::Index(index) => *index,
            Self::Name(name) => name.parse().ok()?,
            Self::Key(_) => return None,
        };
        let index = if index < 0 { i64::try_from(length).ok()?.checked_add(index)? } else { index };
        usize::try_from(index).ok().filter(|index| *index < length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Segment {
        Segment::Name(text.into())
    }

    fn key(text: &str) -> Segment {
        Segment::Key(text.into())
    }

    #[test]
    fn expressions_that_read() {
        let table = [
            ("", vec![]),
            ("  ", vec![]),
            ("a", vec![name("a")]),
            (" a.b ", vec![name("a"), name("b")]),
            ("a[0].b", vec![name("a"), Segment::Index(0), name("b")]),
            ("[-1][ 2 ]", vec![Segment::Index(-1), Segment::Index(2)]),
            ("items.length", vec![name("items"), name("length")]),
            ("[\"odd key\"]['it\\'s'].x", vec![key("odd key"), key("it's"), name("x")]),
            ("['a.b[0]']", vec![key("a.b[0]")]),
            ("[\"\"]", vec![key("")]),
            (r#"["\u00e9\n\\\/"]"#, vec![key("é\n\\/")]),
            ("x-y.first name.urn:ietf:x", vec![name("x-y"), name("first name"), name("urn:ietf:x")]),
            ("ключ.键", vec![name("ключ"), name("键")]),
            ("$.a", vec![name("$"), name("a")]),
        ];
        for (text, expected) in table {
            assert_eq!(Property::parse(text).expect(text).segments, expected, "{text}");
        }
    }

    #[test]
    fn expressions_that_do_not_read_say_where() {
        let table = [
            (".a", 0, "begins with a dot"),
            ("a.", 2, "name is missing"),
            ("a..b", 2, "name is missing"),
            ("a.[0]", 2, "name is missing"),
            ("a]", 1, "no [ for this ]"),
            ("a[", 2, "closing ]"),
            ("a[0", 3, "closing ]"),
            ("a[0]b", 4, "comes a dot"),
            ("a[b]", 2, "number or a key in quotes"),
            ("a[]", 2, "number or a key in quotes"),
            ("a[-]", 2, "usable index"),
            ("a[99999999999999999999]", 2, "usable index"),
            ("a['b", 2, "not closed"),
            ("a['\\x']", 3, "escape"),
            ("a['\\ud800']", 3, "escape"),
            ("a['\\u12", 3, "escape"),
            ("é.", 2, "name is missing"),
        ];
        for (text, offset, hint) in table {
            let error = Property::parse(text).expect_err(text);
            assert_eq!(error.offset, offset, "{text}: {error}");
            assert!(error.hint.contains(hint), "{text}: {error}");
        }
        let error = Property::parse("a[").expect_err("no end");
        assert_eq!(
            error.to_string(),
            "the JSON expression does not read at character 3: the closing ] is missing"
        );
    }

    #[test]
    fn indexes_count_from_both_ends() {
        let table = [
            (0, 3, Some(0)),
            (2, 3, Some(2)),
            (3, 3, None),
            (-1, 3, Some(2)),
            (-3, 3, Some(0)),
            (-4, 3, None),
        ];
        for (index, length, expected) in table {
            assert_eq!(Segment::Index(index).index(length), expected, "[{index}] of {length}");
        }
        assert_eq!(Segment::Index(i64::MIN).index(3), None);
        assert_eq!(Segment::Index(i64::MAX).index(3), None);
        assert_eq!(name("1").index(3), Some(1));
        assert_eq!(key("1").index(3), None, "a quoted key is no index");
    }

    /// Definitions real users wrote; skipped where the samples are not at hand.
    #[test]
    fn expressions_of_real_exports_read() {
        fn check(value: &serde_json::Value, read: &mut usize) {
            if let (Some("response_json"), Some(text)) =
                (value["source"].as_str(), value["property"].as_str())
            {
                Property::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
                *read += 1;
            }
            if let (Some("response_xml"), Some(text)) = (value["source"].as_str(), value["property"].as_str())
            {
                crate::evaluate::check_xpath(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
                *read += 1;
            }
            let parts: Vec<&serde_json::Value> = match value {
                serde_json::Value::Array(elements) => elements.iter().collect(),
                serde_json::Value::Object(members) => members.values().collect(),
                _ => Vec::new(),
            };
            parts.into_iter().for_each(|part| check(part, read));
        }
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
        let Ok(files) = std::fs::read_dir(samples) else { return };
        let mut read = 0;
        for file in files.map(|file| file.expect("a sample").path()) {
            if file.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(&file).expect("a readable sample");
                check(&serde_json::from_str(&text).expect("a JSON sample"), &mut read);
            }
        }
        assert!(read > 50, "only {read} expressions were found");
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,60}") {
            let _ = Property::parse(&text);
        }

        #[test]
        fn reading_brackets_never_panics(text in r#"[a\[\]."'\\u0-9 -]{0,30}"#) {
            let _ = Property::parse(&text);
        }
    }
}
