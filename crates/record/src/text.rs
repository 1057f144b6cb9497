//! Text that was read back.

use serde::{Deserialize, Serialize};

/// Text of a record that was saved before: clean when it was made, and fit to be shown, but not to be saved again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoredText(String);

impl StoredText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Only for this crate, which leaves out more of what was stored.
pub(crate) fn lessened(text: String) -> StoredText {
    StoredText(text)
}

impl AsRef<str> for StoredText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
