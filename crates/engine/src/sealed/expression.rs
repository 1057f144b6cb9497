//! What a token stands for: a secret, or a function of texts with tokens in them.

use tacit_taint::SecretId;

/// A text with tokens in it, taken apart.
pub(super) type Text = Vec<Piece>;

/// A part of a text.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands.
    Literal(String),
    /// The token at this place in the book.
    Token(usize),
}

/// What a token stands for. Holds no value: those are looked up when it is worked out.
#[derive(PartialEq, Eq)]
pub(super) enum Expression {
    /// The value of a secret.
    Secret(SecretId),
    /// A built-in function of what its arguments come to.
    Call {
        /// Its name.
        function: String,
        /// One text for each argument.
        arguments: Vec<Text>,
        /// Unix seconds at which it was called, where that matters.
        at: Option<i64>,
    },
}

impl Expression {
    /// Whether what it comes to can stand in a URL or a form as it is.
    pub(super) fn is_url_encoded(&self) -> bool {
        matches!(self, Self::Call { function, .. } if function == "url_encode")
    }
}

/// How long what a text comes to may get, whatever the values are. Not of the values: what is refused must not depend on
/// them.
pub(super) fn most(function: &str, arguments: &[usize]) -> usize {
    let sum: usize = arguments.iter().fold(64, |sum, len| sum.saturating_add(*len));
    match function {
        "hex" => sum.saturating_mul(2),
        "url_encode" => sum.saturating_mul(3),
        "encode_base64" | "base64url" | "basic_auth" | "jwt_sign" => (sum / 3 + 64).saturating_mul(4),
        _ => 256,
    }
}
