//! Text that may be shown.

use std::{fmt, sync::Arc};

use serde::Serialize;

/// Text that went through a [`Scrubber`](crate::Scrubber), or that stands in tacit's own source.
///
/// It cannot be deserialised: what is read back from a store has another type and cannot be saved as clean.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct CleanText(Arc<str>);

impl CleanText {
    pub(crate) fn scrubbed(text: &str) -> Self {
        Self(text.into())
    }

    /// Text of the program's own, which no value can have reached.
    #[must_use]
    pub fn of_program(text: &'static str) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for CleanText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
