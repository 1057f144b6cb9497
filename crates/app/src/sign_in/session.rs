//! Sessions: twelve idle hours, thirty days at most.

use tacit_spec::{PersonId, TeamId};
use tacit_store::{memberships, people, sessions, teams, tokens};
use tacit_vault::{
    audit::{Action, Actor, Event, Object},
    token::TokenKind,
};
use zeroize::Zeroizing;

use crate::{App, AppError, Micros, Result, Role, Via, Who};

const SECOND: Micros = 1_000_000;
/// A session that is not used for so long ends.
const IDLE: Micros = 12 * 60 * 60 * SECOND;
/// A session ends then, used or not.
const LIFETIME: Micros = 30 * 24 * 60 * 60 * SECOND;
/// Uses within this time are remembered as one.
const USE: Micros = 60 * SECOND;

/// Who is signed in, and where they work.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The person.
    pub person: PersonId,
    /// Shown to others.
    pub name: String,
    /// To sign in with.
    pub email: String,
    /// Their first team.
    pub team: TeamId,
    /// The team's name.
    pub team_name: String,
    /// Their role in it.
    pub role: Role,
}

impl App {
    /// Who holds this session.
    pub async fn who_by_session(&self, presented: &str) -> Result<Who> {
        let hash =
            self.parts.tokens.hash_token(TokenKind::Session, presented).ok_or(AppError::Unauthenticated)?;
        let now = self.now();
        let session = sessions::find(&self.parts.store, &hash, now).await?;
        let session = session.ok_or(AppError::Unauthenticated)?;
        if now - session.last_seen_at >= USE {
            // A request is not refused because its time cannot be noted.
            let noted = async {
                let mut tx = self.parts.store.begin().await?;
                sessions::touch(&mut tx, &hash, now, expiry(session.created_at, now)).await?;
                tx.commit().await
            };
            note(noted.await);
        }
        Ok(Who { person: session.person, via: Via::Session })
    }

    /// Who holds this personal token.
    pub async fn who_by_token(&self, presented: &str) -> Result<Who> {
        let hash =
            self.parts.tokens.hash_token(TokenKind::Personal, presented).ok_or(AppError::Unauthenticated)?;
        let now = self.now();
        let token = tokens::find_by_hash(&self.parts.store, &hash, now).await?;
        let token = token.ok_or(AppError::Unauthenticated)?;
        if token.last_used_at.is_none_or(|used| now - used >= USE) {
            let noted = async {
                let mut tx = self.parts.store.begin().await?;
                tokens::touch(&mut tx, token.id, now).await?;
                tx.commit().await
            };
            note(noted.await);
        }
        Ok(Who { person: token.person, via: Via::Token { token: token.id, team: token.team } })
    }

    /// Whether a session or a personal token still counts. Asking is not using it: a page that stays open does not keep
    /// its session alive.
    pub async fn still_in(&self, presented: &str) -> Result<bool> {
        let (store, now) = (&self.parts.store, self.now());
        if let Some(hash) = self.parts.tokens.hash_token(TokenKind::Session, presented) {
            return Ok(sessions::find(store, &hash, now).await?.is_some());
        }
        Ok(match self.parts.tokens.hash_token(TokenKind::Personal, presented) {
            Some(hash) => tokens::find_by_hash(store, &hash, now).await?.is_some(),
            None => false,
        })
    }

    /// Starts a session for a person who has just proved who they are; returns its token, which is shown once.
    pub async fn start_session(&self, person: PersonId) -> Result<Zeroizing<String>> {
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(self.now(), Actor::Person(person), Action::SignIn).on(Object::Person(person));
        self.audit(&mut tx, event).await?;
        let token = self.add_session(&mut tx, person).await?;
        people::signed_in(&mut tx, person, self.now()).await?;
        tx.commit().await?;
        Ok(token)
    }

    pub(crate) async fn add_session(
        &self,
        tx: &mut tacit_store::Tx,
        person: PersonId,
    ) -> Result<Zeroizing<String>> {
        let token = self.parts.tokens.create(TokenKind::Session, &mut *self.parts.randomness.generator());
        let now = self.now();
        let session = sessions::Session {
            hash: token.hash.to_vec(),
            person,
            created_at: now,
            expires_at: expiry(now, now),
            last_seen_at: now,
        };
        sessions::insert(tx, &session).await?;
        Ok(token.plaintext)
    }

    /// Ends a session, whether it is one or not.
    pub async fn sign_out(&self, presented: &str) -> Result<()> {
        let Some(hash) = self.parts.tokens.hash_token(TokenKind::Session, presented) else { return Ok(()) };
        let mut tx = self.parts.store.begin().await?;
        if let Some(session) = sessions::find(&mut tx, &hash, self.now()).await? {
            let actor = Actor::Person(session.person);
            self.audit(&mut tx, Event::new(self.now(), actor, Action::SignOut)).await?;
        }
        sessions::delete(&mut tx, &hash).await?;
        Ok(tx.commit().await?)
    }

    /// Who is signed in, for the corner of the screen.
    pub async fn presence(&self, who: &Who) -> Result<Presence> {
        let store = &self.parts.store;
        let person = people::find(store, who.person).await?.ok_or(AppError::Unauthenticated)?;
        let only = match who.via {
            Via::Token { team, .. } => team,
            Via::Session => None,
        };
        let mine = memberships::of_person(store, who.person).await?;
        let mine = mine.into_iter().find(|mine| only.is_none_or(|only| only == mine.team));
        let alone =
            || AppError::Forbidden("you belong to no team any more: ask the owner to add you again".into());
        let mine = mine.ok_or_else(alone)?;
        let team = teams::find(store, mine.team).await?.ok_or_else(alone)?;
        let role =
            Role::parse(&mine.role).ok_or_else(|| AppError::internal("a membership has an unknown role"))?;
        Ok(Presence {
            person: person.id,
            name: person.name,
            email: person.email,
            team: team.id,
            team_name: team.name,
            role,
        })
    }
}

fn expiry(created_at: Micros, now: Micros) -> Micros {
    (now + IDLE).min(created_at + LIFETIME)
}

fn note(outcome: tacit_store::Result<()>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, "the time of a request could not be noted");
    }
}
