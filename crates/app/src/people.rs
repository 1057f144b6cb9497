//! The people of a team and their roles.

use tacit_spec::{PersonId, TeamId};
use tacit_store::{Page, Tx, memberships, people};
use tacit_vault::audit::{Action, Actor, AuditRole, Detail, Event, Object};

use crate::{App, AppError, Confidential, Micros, Permission, Result, Role, Who, checked, sign_in::password};

/// Of one team.
const MOST: u32 = 10_000;

/// A member of a team.
#[derive(Clone, Debug)]
pub struct TeamMember {
    /// The person.
    pub id: PersonId,
    /// Shown to others.
    pub name: String,
    /// To sign in with.
    pub email: String,
    /// The role in this team.
    pub role: Role,
    /// Member since.
    pub joined_at: Micros,
    /// The last sign-in.
    pub last_login_at: Option<Micros>,
}

/// Somebody to add to a team.
pub struct NewPerson {
    /// To sign in with.
    pub email: String,
    /// Shown to others.
    pub name: String,
    /// Any but owner.
    pub role: Role,
    /// The first password.
    pub password: Confidential,
}

impl App {
    /// The members of a team, oldest first.
    pub async fn people(&self, who: &Who, team: TeamId) -> Result<Vec<TeamMember>> {
        self.team(who, team, Permission::ViewTeam).await?;
        let members = memberships::of_team(&self.parts.store, team, Page::first(MOST)).await?;
        Ok(members.into_iter().filter_map(member).collect())
    }

    /// Adds somebody to a team.
    pub async fn add_person(&self, who: &Who, team: TeamId, new: NewPerson) -> Result<TeamMember> {
        self.team(who, team, Permission::ManagePeople).await?;
        self.insert_person(who.actor(), team, new).await
    }

    pub(crate) async fn insert_person(
        &self,
        actor: Actor,
        team: TeamId,
        new: NewPerson,
    ) -> Result<TeamMember> {
        let email = checked::email("email", &new.email)?;
        let name = checked::name("name", &new.name)?;
        not_owner(new.role)?;
        password::check("password", &new.password, &email)?;
        let password_hash = Some(self.hash(new.password).await?);
        let now = self.now();
        let person = people::Person {
            id: PersonId(self.uuid()),
            email,
            name,
            password_hash,
            created_at: now,
            last_login_at: None,
        };
        let mut tx = self.parts.store.begin().await?;
        let event = Event::new(now, actor, Action::PersonAdded)
            .in_team(team)
            .on(Object::Person(person.id))
            .with(Detail::RoleAfter(new.role.in_audit()));
        self.audit(&mut tx, event).await?;
        people::insert(&mut tx, &person).await?;
        memberships::insert(&mut tx, team, person.id, new.role.as_str(), now).await?;
        tx.commit().await?;
        Ok(TeamMember {
            id: person.id,
            name: person.name,
            email: person.email,
            role: new.role,
            joined_at: now,
            last_login_at: None,
        })
    }

    /// Changes somebody's role. The owner keeps theirs.
    pub async fn set_role(
        &self,
        who: &Who,
        team: TeamId,
        person: PersonId,
        role: Role,
    ) -> Result<TeamMember> {
        self.team(who, team, Permission::ManagePeople).await?;
        not_owner(role)?;
        let mut tx = self.parts.store.begin().await?;
        let before = self.role_of(&mut tx, team, person).await?;
        not_owner(before)?;
        let event = Event::new(self.now(), who.actor(), Action::RoleChanged)
            .in_team(team)
            .on(Object::Person(person))
            .with(Detail::RoleBefore(before.in_audit()))
            .with(Detail::RoleAfter(role.in_audit()));
        self.audit(&mut tx, event).await?;
        memberships::set_role(&mut tx, team, person, role.as_str()).await?;
        tx.commit().await?;
        let people = self.people(who, team).await?;
        people.into_iter().find(|member| member.id == person).ok_or(AppError::NotFound("person"))
    }

    /// Takes somebody out of a team; who belongs to no other has no account any more.
    pub async fn remove_person(&self, who: &Who, team: TeamId, person: PersonId) -> Result<()> {
        self.team(who, team, Permission::ManagePeople).await?;
        let mut tx = self.parts.store.begin().await?;
        let role = self.role_of(&mut tx, team, person).await?;
        if role == Role::Owner {
            return Err(AppError::Conflict("the owner stays: a team always has one".into()));
        }
        let event = Event::new(self.now(), who.actor(), Action::PersonRemoved)
            .in_team(team)
            .on(Object::Person(person))
            .with(Detail::RoleBefore(role.in_audit()));
        self.audit(&mut tx, event).await?;
        memberships::delete(&mut tx, team, person).await?;
        if memberships::of_person(&mut tx, person).await?.is_empty() {
            people::delete(&mut tx, person).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn role_of(&self, tx: &mut Tx, team: TeamId, person: PersonId) -> Result<Role> {
        let role = memberships::role(tx, team, person).await?.ok_or(AppError::NotFound("person"))?;
        Role::parse(&role).ok_or_else(|| AppError::internal("a membership has an unknown role"))
    }
}

fn not_owner(role: Role) -> Result<()> {
    if role == Role::Owner {
        let message = "a team has one owner, whose role cannot be given or taken: choose administrator, member or read-only";
        return Err(AppError::invalid("role", message));
    }
    Ok(())
}

fn member(row: memberships::Member) -> Option<TeamMember> {
    let memberships::Member { person, email, name, role, joined_at, last_login_at } = row;
    Some(TeamMember { id: person, name, email, role: Role::parse(&role)?, joined_at, last_login_at })
}

impl Role {
    pub(crate) fn in_audit(self) -> AuditRole {
        match self {
            Self::Owner => AuditRole::Owner,
            Self::Administrator => AuditRole::Administrator,
            Self::Member => AuditRole::Member,
            Self::ReadOnly => AuditRole::ReadOnly,
        }
    }
}
