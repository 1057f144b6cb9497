//! Who is asking.

use tacit_spec::{PersonId, TeamId, TokenId};
use tacit_vault::audit::Actor;

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

impl Who {
    /// As the audit log calls them.
    pub(crate) fn actor(&self) -> Actor {
        match self.via {
            Via::Session => Actor::Person(self.person),
            Via::Token { token, .. } => Actor::Token(token),
        }
    }
}
