//! Teams, with their wrapped data key and the manifest of their secrets. Both are opaque here.

use tacit_spec::{PersonId, TeamId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, fetch, row, select},
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

/// Puts another wrapped data key in the place of the one there is, which is kept beside it. Call [`lock`] before.
pub async fn set_data_key(tx: &mut Tx, team: TeamId, data_key: &[u8], key_version: i64) -> Result<()> {
    execute!(
        &mut *tx,
        "INSERT INTO team_keys (team, version, data_key) SELECT id, key_version, data_key FROM teams WHERE id = $1",
        team.0
    )?;
    found(execute!(
        tx,
        "UPDATE teams SET data_key = $2, key_version = $3 WHERE id = $1",
        team.0,
        data_key,
        key_version
    )?)
}

/// The data keys of before that are still there: version and wrapped key, oldest first.
pub async fn keys_of_before(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<(i64, Vec<u8>)>> {
    fetch!(
        on,
        fetch_all,
        (i64, Vec<u8>),
        "SELECT version, data_key FROM team_keys WHERE team = $1 ORDER BY version",
        team.0
    )
}

/// Forgets the data keys of before. Call [`lock`] before, and see to it that nothing is sealed under them.
pub async fn forget_keys_of_before(tx: &mut Tx, team: TeamId) -> Result<u64> {
    execute!(tx, "DELETE FROM team_keys WHERE team = $1", team.0)
}

/// How many values of secrets and settings of channels are sealed under data keys of before.
pub async fn on_keys_of_before(on: impl Into<Access<'_>>, team: TeamId) -> Result<i64> {
    let (count,) = fetch!(
        on,
        fetch_one,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM secret_versions AS v JOIN secrets AS s ON s.id = v.secret
                 WHERE s.team = t.id AND v.key_version < t.key_version)
              + (SELECT COUNT(*) FROM channels AS c
                 WHERE c.team = t.id AND c.recipients IS NULL AND c.key_version < t.key_version)
         FROM teams AS t WHERE t.id = $1",
        team.0
    )?;
    Ok(count)
}

/// Replaces the manifest. Call [`lock`] before reading what it is made of.
pub async fn set_manifest(tx: &mut Tx, team: TeamId, manifest: &[u8]) -> Result<()> {
    found(execute!(tx, "UPDATE teams SET manifest = $2 WHERE id = $1", team.0, manifest)?)
}
