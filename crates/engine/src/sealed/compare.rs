//! Comparisons with a sealed secret on one side (R8).

use tacit_spec::test::Comparison;
use tacit_taint::Label;
use zeroize::Zeroizing;

use super::Sealed;

/// A comparison that a sealed secret is not open to. Names the secrets.
pub(crate) struct Refused(pub(crate) String);

impl Sealed<'_> {
    /// Whether two texts, at least one of which has a token in it, agree; `None` when neither has, or when what is asked
    /// (whether something is there) does not look at the text.
    ///
    /// Nothing but equality: a part of a value, its length or its order could be found out bit by bit.
    pub(crate) fn compare(
        &self,
        actual: &str,
        comparison: Comparison,
        target: &str,
    ) -> Result<Option<bool>, Refused> {
        let label: Label = self.label(actual).joined(&self.label(target));
        if label.is_public() {
            return Ok(None);
        }
        match comparison {
            Comparison::Equal => Ok(Some(self.equal(actual, target))),
            Comparison::NotEqual => Ok(Some(!self.equal(actual, target))),
            Comparison::Empty | Comparison::NotEmpty | Comparison::IsNull => Ok(None),
            _ => Err(Refused(format!(
                "the sealed secret `{}` is on one side of this comparison, and can only be compared for being equal, not \
                 equal, empty, not empty or null",
                self.names(&label).join("`, `")
            ))),
        }
    }

    fn equal(&self, actual: &str, target: &str) -> bool {
        match (self.opened(actual), self.opened(target)) {
            (Ok(actual), Ok(target)) => *actual == *target,
            _ => false,
        }
    }

    fn opened(&self, text: &str) -> Result<Zeroizing<String>, String> {
        let book = self.book();
        let text = book.take_apart(text);
        self.put_together(&book, &text, &mut super::Memo::new())
    }
}
