//! Who belongs to which team, in which role. Roles are words of `app`'s.

use tacit_spec::{PersonId, TeamId};

use crate::{
    Access, Micros, Page, Result, StoreError, Tx,
    backend::{execute, fetch, row, select},
    found,
};

row! {
    /// A person as a member of a team.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Member {
        /// The person.
        pub person: PersonId,
        /// The person's address.
        pub email: String,
        /// The person's name.
        pub name: String,
        /// The role in this team.
        pub role: String,
        /// Member since.
        pub joined_at: Micros,
        /// The person's last sign-in.
        pub last_login_at: Option<Micros>,
    }
}

row! {
    /// A team a person belongs to.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Membership {
        /// The team.
        pub team: TeamId,
        /// The role in it.
        pub role: String,
    }
}

/// Adds a person to a team.
pub async fn insert(tx: &mut Tx, team: TeamId, person: PersonId, role: &str, now: Micros) -> Result<()> {
    let rows = execute!(
        tx,
        "INSERT INTO memberships (team, person, role, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        team.0,
        person.0,
        role,
        now
    )?;
    if rows == 0 {
        return Err(StoreError::conflict("this person is already a member of the team"));
    }
    Ok(())
}

/// The role of a person in a team; `None` when not a member.
pub async fn role(on: impl Into<Access<'_>>, team: TeamId, person: PersonId) -> Result<Option<String>> {
    let row = fetch!(
        on,
        fetch_optional,
        (String,),
        "SELECT role FROM memberships WHERE team = $1 AND person = $2",
        team.0,
        person.0
    )?;
    Ok(row.map(|(role,)| role))
}

/// The teams of a person with the roles there.
pub async fn of_person(on: impl Into<Access<'_>>, person: PersonId) -> Result<Vec<Membership>> {
    select!(
        on,
        fetch_all,
        Membership,
        "FROM memberships WHERE person = $1 ORDER BY created_at, team",
        person.0
    )
}

/// The members of a team, oldest first.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId, page: Page) -> Result<Vec<Member>> {
    select!(
        on,
        fetch_all,
        Member,
        "FROM (SELECT m.person, p.email, p.name, m.role, m.created_at AS joined_at, p.last_login_at
               FROM memberships m JOIN people p ON p.id = m.person WHERE m.team = $1) AS members
         ORDER BY joined_at, person LIMIT $2 OFFSET $3",
        team.0,
        page.limit(),
        page.offset()
    )
}

/// How many members a team has.
pub async fn count_of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<i64> {
    let (count,) = fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM memberships WHERE team = $1", team.0)?;
    Ok(count)
}

/// Changes a role.
pub async fn set_role(tx: &mut Tx, team: TeamId, person: PersonId, role: &str) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE memberships SET role = $3 WHERE team = $1 AND person = $2",
        team.0,
        person.0,
        role
    )?)
}

/// Takes a person out of a team.
pub async fn delete(tx: &mut Tx, team: TeamId, person: PersonId) -> Result<()> {
    found(execute!(tx, "DELETE FROM memberships WHERE team = $1 AND person = $2", team.0, person.0)?)
}
