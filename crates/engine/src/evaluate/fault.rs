//! Why a look or a comparison could not be made.

use super::property::PropertyError;

/// A reason in words. Quotes nothing that was received: only limits, positions and the kind of thing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no body at all.
    #[error("the body is empty, it is not {expected}")]
    EmptyBody {
        /// `JSON` or `XML`.
        expected: &'static str,
    },
    /// The body does not parse.
    #[error("the body is not {expected} (line {line}, column {column})")]
    Malformed {
        /// `JSON` or `XML`.
        expected: &'static str,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// The body parses but goes over a bound.
    #[error("the {expected} body is too large to look into: {what}")]
    TooLarge {
        /// `JSON` or `XML`.
        expected: &'static str,
        /// Which bound.
        what: &'static str,
    },
    /// The JSON expression of the definition does not parse.
    #[error(transparent)]
    Property(#[from] PropertyError),
    /// The XPath of the definition does not parse or cannot be evaluated.
    #[error("the XPath cannot be used{}: {hint}", at(*offset))]
    XPath {
        /// Where in the expression, in bytes from 0, when known.
        offset: Option<usize>,
        /// What to do about it.
        hint: &'static str,
    },
    /// The XPath would take too long on a document of this size.
    #[error("the XPath is too expensive for a document of this size: avoid // and sibling axes inside [...]")]
    XPathTooExpensive,
    /// A look at headers without a name.
    #[error("no header is named: give the header's name as property")]
    HeaderNameMissing,
    /// Nothing is there.
    #[error("nothing was found at this place in the response")]
    NotFound,
    /// A number was needed.
    #[error("what was found is not a number")]
    ActualNotANumber,
    /// A number was needed in the definition.
    #[error("the value to compare with is not a number")]
    TargetNotANumber,
    /// `has_key` on something else.
    #[error("what was found is not a JSON object, so it has no keys")]
    NotAnObject,
    /// `has_value` on something else.
    #[error("what was found is neither a JSON list nor a JSON object, so it holds no values")]
    NotACollection,
}

fn at(offset: Option<usize>) -> String {
    offset.map(|offset| format!(" (at character {})", offset + 1)).unwrap_or_default()
}
