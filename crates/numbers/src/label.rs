//! What stands beside a number.

use std::sync::Arc;

use uuid::Uuid;

/// Characters of a name that are kept.
const NAME: usize = 200;

/// The value of a label: an id, a word of the program, or a name that people gave. There is no way to make one of text
/// that was sent or received.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

impl Text {
    /// An id.
    #[must_use]
    pub fn id(id: Uuid) -> Self {
        Self(id.to_string().into())
    }

    /// A word of the program.
    #[must_use]
    pub fn word(word: &'static str) -> Self {
        Self(word.into())
    }

    /// The name that somebody gave to a test, an environment or a bucket, or a key of such a thing, as it stands in its
    /// definition: nothing in it is filled in. What is longer than a name should be is cut.
    #[must_use]
    pub fn name(name: &str) -> Self {
        match name.char_indices().nth(NAME) {
            Some((end, _)) => Self(name[..end].into()),
            None => Self(name.into()),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What tells numbers of one name apart. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(Option<Arc<[(&'static str, Text)]>>);

impl Labels {
    /// No labels: there is one number of the name.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Names and values in the order of [`About::labels`](crate::About::labels).
    #[must_use]
    pub fn new(names: &[&'static str], values: impl IntoIterator<Item = Text>) -> Self {
        if names.is_empty() {
            return Self::none();
        }
        Self(Some(names.iter().copied().zip(values).collect()))
    }

    /// Names and values.
    #[must_use]
    pub fn pairs(&self) -> &[(&'static str, Text)] {
        self.0.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(Text::name("short").as_str(), "short");
        assert_eq!(Text::name(&"ä".repeat(NAME)).as_str().chars().count(), NAME);
        assert_eq!(Text::name(&"ä".repeat(NAME + 1)).as_str().chars().count(), NAME);
    }
}
