//! What is left of tokens that a script cut or changed.

use tacit_script::TOKEN_MARK;
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};

use super::{Piece, Sealed, token};

impl Sealed<'_> {
    /// Whether `text` holds a piece of a token, an unknown one, or one that was encoded: it would reach the target as
    /// letters that mean nothing there.
    pub(crate) fn leaves_residue(&self, text: &str) -> bool {
        let (tokens, rest) = {
            let book = self.book();
            let tokens: Vec<String> = book.entries.iter().map(|entry| entry.token.clone()).collect();
            let pieces = book.take_apart(text).into_iter();
            let literal = |piece| match piece {
                Piece::Literal(literal) => literal,
                Piece::Token(_) => "\n".to_owned(),
            };
            (tokens, pieces.map(literal).collect::<String>())
        };
        if tokens.is_empty() {
            return text.contains(TOKEN_MARK);
        }
        if token::residue(&rest, tokens.iter().map(String::as_str)) {
            return true;
        }
        let mut builder = NeedlesBuilder::new();
        for token in tokens {
            builder.add("", &Secret::new(token));
        }
        Scrubber::new().layered(builder.build().into()).finds(rest.as_bytes())
    }
}
