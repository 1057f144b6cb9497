//! From a token somebody presents to who they are.

use tacit_store::{sessions, tokens};
use tacit_vault::token::TokenKind;

use crate::{App, AppError, Result, Via, Who};

impl App {
    /// Who holds this session.
    pub async fn who_by_session(&self, presented: &str) -> Result<Who> {
        let hash =
            self.parts.tokens.hash_token(TokenKind::Session, presented).ok_or(AppError::Unauthenticated)?;
        let session = sessions::find(&self.parts.store, &hash, self.now()).await?;
        let session = session.ok_or(AppError::Unauthenticated)?;
        Ok(Who { person: session.person, via: Via::Session })
    }

    /// Who holds this personal token.
    pub async fn who_by_token(&self, presented: &str) -> Result<Who> {
        let hash =
            self.parts.tokens.hash_token(TokenKind::Personal, presented).ok_or(AppError::Unauthenticated)?;
        let token = tokens::find_by_hash(&self.parts.store, &hash, self.now()).await?;
        let token = token.ok_or(AppError::Unauthenticated)?;
        Ok(Who { person: token.person, via: Via::Token { token: token.id, team: token.team } })
    }
}
