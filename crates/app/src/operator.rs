//! What may be done by who can start the program on the data: there is nobody to ask.

use tacit_spec::{PersonId, TeamId};
use tacit_store::teams;
use tacit_vault::audit::Actor;
use zeroize::Zeroizing;

use crate::{App, AppError, NewPerson, NewToken, Result, TeamMember};

impl App {
    /// The installation's first team; `None` before the set-up.
    pub async fn operator_team(&self) -> Result<Option<TeamId>> {
        Ok(teams::all(&self.parts.store).await?.first().map(|team| team.id))
    }

    /// Adds somebody to the first team.
    pub async fn operator_add_person(&self, new: NewPerson) -> Result<TeamMember> {
        let unfounded =
            || AppError::Conflict("nobody is here yet: make the owner first, with `tacit init`".into());
        let team = self.operator_team().await?.ok_or_else(unfounded)?;
        self.insert_person(Actor::Operator, team, new).await
    }

    /// Makes a token for a person; its text is in the answer and nowhere else.
    pub async fn operator_token(&self, person: PersonId, name: &str) -> Result<Zeroizing<String>> {
        let new = NewToken { name: name.to_owned(), ..NewToken::default() };
        Ok(self.issue_token(person, Actor::Operator, new).await?.1)
    }
}
