//! Personal access tokens.

use tacit_spec::{PersonId, TeamId, TokenId};
use tacit_store::{memberships, tokens};
use tacit_vault::{
    audit::{Action, Actor, Event, Object},
    token::TokenKind,
};
use zeroize::Zeroizing;

use crate::{App, AppError, Micros, Result, Via, Who, checked};

/// Of one person.
const MOST: usize = 100;

/// A token without its text, which nobody can show again.
#[derive(Clone, Debug)]
pub struct TokenInfo {
    /// The token.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// The only team it serves; `None` for all of the person's.
    pub team: Option<TeamId>,
    /// When it was made.
    pub created_at: Micros,
    /// The last request with it, to the minute.
    pub last_used_at: Option<Micros>,
    /// It counts until then.
    pub expires_at: Option<Micros>,
}

/// What a new token shall be.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// The only team it serves; `None` for all of the person's.
    pub team: Option<TeamId>,
    /// It counts until then; `None` until it is withdrawn.
    pub expires_at: Option<Micros>,
}

impl From<tokens::Token> for TokenInfo {
    fn from(token: tokens::Token) -> Self {
        let tokens::Token { id, name, team, created_at, last_used_at, expires_at, .. } = token;
        Self { id, name, team, created_at, last_used_at, expires_at }
    }
}

impl App {
    /// One's own tokens, oldest first, expired ones too. A token of one team sees those of that team.
    pub async fn tokens(&self, who: &Who) -> Result<Vec<TokenInfo>> {
        let tokens = tokens::of_person(&self.parts.store, who.person).await?;
        Ok(tokens.into_iter().filter(|token| who.reaches(token.team)).map(Into::into).collect())
    }

    /// Makes a token; its text is in the answer and nowhere else. A token made with a token reaches no further and
    /// lives no longer than that one.
    pub async fn create_token(&self, who: &Who, new: NewToken) -> Result<(TokenInfo, Zeroizing<String>)> {
        let mine = tokens::of_person(&self.parts.store, who.person).await?;
        if mine.len() >= MOST {
            return Err(AppError::Conflict(format!("you have {MOST} tokens: withdraw some you do not need")));
        }
        let mut new = new;
        if let Via::Token { token, team } = who.via {
            let parent = mine.iter().find(|own| own.id == token).ok_or(AppError::Unauthenticated)?;
            new.expires_at = match (new.expires_at, parent.expires_at) {
                (Some(asked), Some(limit)) => Some(asked.min(limit)),
                (asked, limit) => asked.or(limit),
            };
            if team.is_some() && new.team.is_some_and(|asked| Some(asked) != team) {
                return Err(AppError::NotFound("team"));
            }
            new.team = team.or(new.team);
        }
        if let Some(team) = new.team
            && memberships::role(&self.parts.store, team, who.person).await?.is_none()
        {
            return Err(AppError::NotFound("team"));
        }
        if new.expires_at.is_some_and(|at| at <= self.now()) {
            return Err(AppError::invalid("expires_at", "this time has passed: choose a later one"));
        }
        self.issue_token(who.person, who.actor(), new).await
    }

    /// Withdraws one of one's own tokens; with a token of one team, one of that team.
    pub async fn delete_token(&self, who: &Who, token: TokenId) -> Result<()> {
        let mine = tokens::of_person(&self.parts.store, who.person).await?;
        if !mine.iter().any(|own| own.id == token && who.reaches(own.team)) {
            return Err(AppError::NotFound("token"));
        }
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), who.actor(), Action::TokenRevoked).on(Object::Token(token));
        self.audit(&mut tx, event).await?;
        tokens::delete(&mut tx, who.person, token).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn issue_token(
        &self,
        person: PersonId,
        actor: Actor,
        new: NewToken,
    ) -> Result<(TokenInfo, Zeroizing<String>)> {
        let name = checked::name("name", &new.name)?;
        let made = self.parts.tokens.create(TokenKind::Personal, &mut *self.parts.randomness.generator());
        let token = tokens::Token {
            id: TokenId(self.uuid()),
            person,
            team: new.team,
            name,
            hash: made.hash.to_vec(),
            created_at: self.now(),
            last_used_at: None,
            expires_at: new.expires_at,
        };
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), actor, Action::TokenCreated)
            .on(Object::Token(token.id))
            .on(Object::Person(person));
        self.audit(&mut tx, event).await?;
        tokens::insert(&mut tx, &token).await?;
        tx.commit().await?;
        Ok((token.into(), made.plaintext))
    }
}
