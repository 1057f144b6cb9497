//! Text that leaves the team.

use std::fmt;

use serde::Serialize;
use tacit_record::StoredText;

/// More characters are cut: every receiver has limits of its own, and names are shorter.
const LONGEST: usize = 300;

/// One line of text for readers outside the team: a literal of the definition or clean text of a record.
///
/// It holds no control characters and none that turn the direction of writing, and names no secret in a mask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Words(String);

impl Words {
    /// A literal of a definition, such as a name.
    pub(crate) fn literal(text: &str) -> Self {
        Self(shortened(&one_line(text), LONGEST))
    }

    /// Text of a record.
    pub(crate) fn of_record(text: &StoredText) -> Self {
        Self::literal(&text.for_outside())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first `most` characters, the last of them an ellipsis when there were more.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

fn one_line(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if c.is_control() || turns(c) || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_and_no_tricks() {
        assert_eq!(Words::literal("a\r\nBcc: x\u{202e}y\0").as_str(), "a  Bcc: x y ");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "äö…");
        assert_eq!(shortened("", 0), "");
        assert_eq!(Words::literal(&"ü".repeat(1000)).as_str().chars().count(), LONGEST);
    }
}
