//! Teams, with their wrapped data key and the manifest of their secrets. Both are opaque here.

use tacit_spec::{PersonId, TeamId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
    found,
};

row! {
    /// A team.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Team {
        /// The team.
        pub id: TeamId,
        /// Shown; need not be unique.
        pub name: String,
        /// The one owner.
        pub owner: PersonId,
        /// When it was made.
        pub created_at: Micros,
        /// The data key, wrapped by the vault.
        pub data_key: Vec<u8>,
        /// The version of the data key.
        pub key_version: i64,
        /// The sealed list of the secrets' versions; `None` before the first secret.
        pub manifest: Option<Vec<u8>>,
    }
}

/// Adds a team. The owner's membership is not added along.
pub async fn insert(tx: &mut Tx, team: &Team) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO teams (id, name, owner, created_at, data_key, key_version, manifest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        team.id.0,
        team.name.as_str(),
        team.owner.0,
        team.created_at,
        team.data_key.as_slice(),
        team.key_version,
        team.manifest.as_deref(),
    )
    .map_err(|error| error.or_conflict("the team exists already, or its owner does not"))?;
    Ok(())
}

/// One team.
pub async fn find(on: impl Into<Access<'_>>, team: TeamId) -> Result<Option<Team>> {
    select!(on, fetch_optional, Team, "FROM teams WHERE id = $1", team.0)
}

/// Every team of the installation, oldest first.
pub async fn all(on: impl Into<Access<'_>>) -> Result<Vec<Team>> {
    select!(on, fetch_all, Team, "FROM teams ORDER BY created_at, id")
}

/// The teams a person is a member of, oldest first.
pub async fn of_person(on: impl Into<Access<'_>>, person: PersonId) -> Result<Vec<Team>> {
    select!(
        on,
        fetch_all,
        Team,
        "FROM teams WHERE id IN (SELECT team FROM memberships WHERE person = $1) ORDER BY created_at, id",
        person.0
    )
}

/// Lets other units of work on the secrets or the key of this team wait until this one is done.
pub async fn lock(tx: &mut Tx, team: TeamId) -> Result<()> {
    // A row that was written is locked in both databases; SELECT ... FOR UPDATE is known to one of them only.
    found(execute!(tx, "UPDATE teams SET name = name WHERE id = $1", team.0)?)
}

/// Changes the name.
pub async fn rename(tx: &mut Tx, team: TeamId, name: &str) -> Result<()> {
    found(execute!(tx, "UPDATE teams SET name = $2 WHERE id = $1", team.0, name)?)
}

/// Hands the team over. Roles are not changed along.
pub async fn set_owner(tx: &mut Tx, team: TeamId, owner: PersonId) -> Result<()> {
    found(execute!(tx, "UPDATE teams SET owner = $2 WHERE id = $1", team.0, owner.0)?)
}

/// Replaces the wrapped data key.
pub async fn set_data_key(tx: &mut Tx, team: TeamId, data_key: &[u8], key_version: i64) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE teams SET data_key = $2, key_version = $3 WHERE id = $1",
        team.0,
        data_key,
        key_version
    )?)
}

/// Replaces the manifest. Call [`lock`] before reading what it is made of.
pub async fn set_manifest(tx: &mut Tx, team: TeamId, manifest: &[u8]) -> Result<()> {
    found(execute!(tx, "UPDATE teams SET manifest = $2 WHERE id = $1", team.0, manifest)?)
}
