//! Values too weak to be redacted in part.

use crate::Secret;

/// Why a value is too easy to guess for the `redact` policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than 8 bytes.
    Short,
    /// Only digits and separators.
    Numeric,
    /// A dictionary word or a common password, perhaps with a few characters around it.
    Common,
    /// Less than 40 bits, as estimated.
    Predictable,
}

/// Why `value` is too weak to be redacted in part, if it is.
#[must_use]
pub fn weakness(value: &Secret) -> Option<Weakness> {
    let text = value.as_needle();
    if text.len() < 8 { Some(Weakness::Short) } else { None }
}
