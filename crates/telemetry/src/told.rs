//! What may be told.

use tacit_record::StoredText;
use tacit_taint::CleanText;

/// Text of a record: clean when it was made, or read back. Other text has no way into a span.
pub trait Told {
    /// The text.
    fn told(&self) -> &str;
}

impl Told for CleanText {
    fn told(&self) -> &str {
        self.as_str()
    }
}

impl Told for StoredText {
    fn told(&self) -> &str {
        self.as_str()
    }
}
