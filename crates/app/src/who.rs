//! Who is asking.

use tacit_spec::{PersonId, TeamId, TokenId};
use tacit_vault::audit::Actor;

use crate::{AppError, Result};

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
    /// Whether they may do what concerns `team`, or with `None` all of the person's teams.
    pub(crate) fn reaches(&self, team: Option<TeamId>) -> bool {
        match self.via {
            Via::Session | Via::Token { team: None, .. } => true,
            Via::Token { team: only, .. } => only == team,
        }
    }

    /// Whether they may change what is the person's in every team.
    pub(crate) fn own_account(&self) -> Result<()> {
        if self.reaches(None) {
            return Ok(());
        }
        Err(AppError::Forbidden(
            "this token serves one team, and the account belongs to all of them: sign in, or use a token without a team"
                .into(),
        ))
    }

    /// As the audit log calls them.
    pub(crate) fn actor(&self) -> Actor {
        match self.via {
            Via::Session => Actor::Person(self.person),
            Via::Token { token, .. } => Actor::Token(token),
        }
    }
}
