//! What is left of tokens that a script cut or changed.

use tacit_script::TOKEN_MARK;
use tacit_taint::{NeedlesBuilder, Scrubber, Secret};

use super::{Piece, Sealed, token};

/// Looks for pieces of the tokens there are.
pub(crate) struct Residue<'s> {
    sealed: &'s Sealed<'s>,
    tokens: Vec<String>,
    encoded: Scrubber,
}

impl<'s> Sealed<'s> {
    /// For one request: making this takes longer than using it.
    pub(crate) fn residue(&'s self) -> Residue<'s> {
        let tokens: Vec<String> = self.book().entries.iter().map(|entry| entry.token.clone()).collect();
        let mut builder = NeedlesBuilder::new();
        for token in &tokens {
            builder.add("", &Secret::new(token.clone()));
        }
        Residue { sealed: self, tokens, encoded: Scrubber::new().layered(builder.build().into()) }
    }
}

impl Residue<'_> {
    /// Whether `text` holds a piece of a token, an unknown one, or one that was encoded: it would reach the target as
    /// letters that mean nothing there.
    pub(crate) fn stands_in(&self, text: &str) -> bool {
        let pieces = self.sealed.book().take_apart(text).into_iter();
        let rest: String = pieces
            .map(|piece| match piece {
                Piece::Literal(literal) => literal,
                Piece::Token(_) => "\n".to_owned(),
            })
            .collect();
        token::residue(&rest, self.tokens.iter().map(String::as_str)) || self.encoded.finds(rest.as_bytes())
    }
}

/// Whether text that no script had tokens for speaks of one.
pub(crate) fn mentions_token(text: &str) -> bool {
    text.contains(TOKEN_MARK)
}
