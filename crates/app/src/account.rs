//! A person's own account.

use tacit_spec::{PersonId, TeamId};
use tacit_store::{memberships, people, sessions, teams};
use tacit_vault::audit::{Action, Event, Object};
use zeroize::Zeroizing;

use crate::{App, AppError, Confidential, Micros, Result, Role, Via, Who, checked, sign_in::password};

/// Somebody, as others see them.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// The person.
    pub id: PersonId,
    /// Shown to others.
    pub name: String,
    /// To sign in with.
    pub email: String,
}

/// A person with their teams.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub person: Somebody,
    /// Since when.
    pub created_at: Micros,
    /// Where.
    pub teams: Vec<AccountTeam>,
}

/// A team a person belongs to.
#[derive(Clone, Debug)]
pub struct AccountTeam {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// Its owner.
    pub owner: Option<Somebody>,
}

impl From<people::Person> for Somebody {
    fn from(person: people::Person) -> Self {
        Self { id: person.id, name: person.name, email: person.email }
    }
}

impl App {
    /// The account of who asks.
    pub async fn account(&self, who: &Who) -> Result<Account> {
        let store = &self.parts.store;
        let person = self.myself(who).await?;
        let mut mine = Vec::new();
        for membership in memberships::of_person(store, who.person).await? {
            if let Via::Token { team: Some(only), .. } = who.via
                && only != membership.team
            {
                continue;
            }
            let Some(team) = teams::find(store, membership.team).await? else { continue };
            let Some(role) = Role::parse(&membership.role) else { continue };
            let owner = people::find(store, team.owner).await?.map(Into::into);
            mine.push(AccountTeam { id: team.id, name: team.name, role, owner });
        }
        let created_at = person.created_at;
        Ok(Account { person: person.into(), created_at, teams: mine })
    }

    /// Changes one's own name.
    pub async fn rename_account(&self, who: &Who, name: &str) -> Result<Account> {
        who.own_account()?;
        let name = checked::name("name", name)?;
        let mut tx = self.parts.store.begin().await?;
        people::rename(&mut tx, who.person, &name).await?;
        tx.commit().await?;
        self.account(who).await
    }

    /// Changes one's own password. Every session ends; who came with one gets a new one.
    pub async fn change_password(
        &self,
        who: &Who,
        current: Confidential,
        new: Confidential,
    ) -> Result<Option<Zeroizing<String>>> {
        who.own_account()?;
        let person = self.myself(who).await?;
        password::check("new", &new, &person.email)?;
        if !self.confirm_password(&person, current).await? {
            return Err(AppError::invalid("current", "the current password is another one"));
        }
        let hash = self.hash(new).await?;
        let mut tx = self.parts.store.begin().await?;
        let event =
            Event::new(self.now(), who.actor(), Action::PasswordChanged).on(Object::Person(who.person));
        self.audit(&mut tx, event).await?;
        people::set_password_hash(&mut tx, who.person, Some(&hash)).await?;
        sessions::delete_of_person(&mut tx, who.person).await?;
        let session = match who.via {
            Via::Session => Some(self.add_session(&mut tx, who.person).await?),
            Via::Token { .. } => None,
        };
        tx.commit().await?;
        Ok(session)
    }

    async fn myself(&self, who: &Who) -> Result<people::Person> {
        people::find(&self.parts.store, who.person).await?.ok_or(AppError::Unauthenticated)
    }
}
