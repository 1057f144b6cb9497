//! Who is asking.

use tacit_spec::{PersonId, TeamId, TokenId};

/// A person who proved who they are. Every use case takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub person: PersonId,
    /// How they proved it.
    pub via: Via,
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Signed in with the browser.
    Session,
    /// A personal access token.
    Token {
        /// The token.
        token: TokenId,
        /// The only team it serves; `None` for all of the person's.
        team: Option<TeamId>,
    },
}
