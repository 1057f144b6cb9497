//! The sealed values of secrets, version by version.

use tacit_spec::{BucketKey, SecretId, TeamId};
use uuid::Uuid;

use super::Secret;
use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, fetch, row, select, text_enum},
    found,
};

text_enum! {
    /// What a version of a value is still good for.
    pub enum VersionState {
        /// The value that runs use.
        Current = "current",
        /// Waits to become the current one: only trials use it.
        Next = "next",
        /// Replaced, but kept: results that were made with it may still be stored.
        Previous = "previous",
    }
}

row! {
    /// One version of a secret's value.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecretVersion {
        /// The secret.
        pub secret: SecretId,
        /// Counts the values, from 1.
        pub version: i64,
        /// Sealed by the vault.
        pub sealed: Vec<u8>,
        /// The team's data key it is sealed with.
        pub key_version: i64,
        /// When it was set.
        pub created_at: Micros,
        /// What it is good for.
        pub state: VersionState,
    }
}

/// Makes `sealed` the current value; the one before is kept as previous. `version` has to be the one after it, and no next
/// value may wait.
pub async fn add_version(
    tx: &mut Tx,
    secret: SecretId,
    version: i64,
    sealed: &[u8],
    key_version: i64,
    now: Micros,
) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE secrets SET version = $2, updated_at = $3 WHERE id = $1 AND version = $2 - 1",
        secret.0,
        version,
        now
    )?)?;
    execute!(tx, "UPDATE secret_versions SET state = 'previous' WHERE secret = $1", secret.0)?;
    let (sealed, state) = (sealed.to_vec(), VersionState::Current);
    insert(tx, &SecretVersion { secret, version, sealed, key_version, created_at: now, state }).await
}

pub(super) async fn insert(tx: &mut Tx, new: &SecretVersion) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO secret_versions (secret, version, sealed, key_version, created_at, state)
         VALUES ($1, $2, $3, $4, $5, $6)",
        new.secret.0,
        new.version,
        new.sealed.as_slice(),
        new.key_version,
        new.created_at,
        new.state.as_str()
    )?;
    Ok(())
}

/// Keeps `sealed` as the next value, beside the current one. There is none yet, and `version` is the one after the current.
pub async fn stage_next(
    tx: &mut Tx,
    secret: SecretId,
    version: i64,
    sealed: &[u8],
    key_version: i64,
    now: Micros,
) -> Result<()> {
    let (sealed, state) = (sealed.to_vec(), VersionState::Next);
    insert(tx, &SecretVersion { secret, version, sealed, key_version, created_at: now, state }).await
}

/// Forgets the next value.
pub async fn discard_next(tx: &mut Tx, secret: SecretId) -> Result<()> {
    found(execute!(tx, "DELETE FROM secret_versions WHERE secret = $1 AND state = 'next'", secret.0)?)
}

/// Makes the next value the current one; the one before is kept as previous. `sealed` is the same value, made `now`: a
/// version counts from when runs use it.
pub async fn promote_next(
    tx: &mut Tx,
    secret: SecretId,
    version: i64,
    sealed: &[u8],
    key_version: i64,
    now: Micros,
) -> Result<()> {
    discard_next(tx, secret).await?;
    add_version(tx, secret, version, sealed, key_version, now).await
}

/// Replaces the sealed form of a version by one of the same value under another key.
pub async fn replace_sealed(
    tx: &mut Tx,
    secret: SecretId,
    version: i64,
    sealed: &[u8],
    key_version: i64,
) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE secret_versions SET sealed = $3, key_version = $4 WHERE secret = $1 AND version = $2",
        secret.0,
        version,
        sealed,
        key_version
    )?)
}

/// The current value of a secret, sealed.
pub async fn current(on: impl Into<Access<'_>>, secret: SecretId) -> Result<Option<SecretVersion>> {
    select!(
        on,
        fetch_optional,
        SecretVersion,
        "FROM secret_versions WHERE secret = $1 AND state = 'current'",
        secret.0
    )
}

/// Every kept version of a secret, newest first.
pub async fn versions(on: impl Into<Access<'_>>, secret: SecretId) -> Result<Vec<SecretVersion>> {
    select!(
        on,
        fetch_all,
        SecretVersion,
        "FROM secret_versions WHERE secret = $1 ORDER BY version DESC",
        secret.0
    )
}

/// Every kept version of every secret of a team, in the order of the manifest: by secret, then version.
pub async fn versions_of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<SecretVersion>> {
    select!(
        on,
        fetch_all,
        SecretVersion,
        "FROM secret_versions WHERE secret IN (SELECT id FROM secrets WHERE team = $1) ORDER BY secret, version",
        team.0
    )
}

/// Of each secret of a team with a next value, the value's number and since when it waits.
pub async fn waiting(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<(SecretId, i64, Micros)>> {
    let rows = fetch!(
        on,
        fetch_all,
        (Uuid, i64, i64),
        "SELECT secret, version, created_at FROM secret_versions
         WHERE state = 'next' AND secret IN (SELECT id FROM secrets WHERE team = $1)",
        team.0
    )?;
    Ok(rows.into_iter().map(|(secret, version, since)| (SecretId(secret), version, since)).collect())
}

/// Values of a team that are sealed under a data key before `key_version`, at most `limit`.
pub async fn on_older_key(
    on: impl Into<Access<'_>>,
    team: TeamId,
    key_version: i64,
    limit: i64,
) -> Result<Vec<SecretVersion>> {
    select!(
        on,
        fetch_all,
        SecretVersion,
        "FROM secret_versions WHERE key_version < $2 AND secret IN (SELECT id FROM secrets WHERE team = $1)
         ORDER BY secret, version LIMIT $3",
        team.0,
        key_version,
        limit
    )
}

/// The secrets that tests of a bucket can use, the bucket's and the team's, each with its kept versions, newest first.
/// One consistent picture when read in a unit of work.
pub async fn usable_in(tx: &mut Tx, bucket: &BucketKey) -> Result<Vec<(Secret, Vec<SecretVersion>)>> {
    let secrets = select!(
        &mut *tx,
        fetch_all,
        Secret,
        "FROM secrets WHERE bucket = $1 OR (bucket IS NULL AND team = (SELECT team FROM buckets WHERE key = $1))
         ORDER BY id",
        bucket.0.as_str()
    )?;
    let versions = select!(
        &mut *tx,
        fetch_all,
        SecretVersion,
        "FROM secret_versions WHERE secret IN (
             SELECT id FROM secrets WHERE bucket = $1
                 OR (bucket IS NULL AND team = (SELECT team FROM buckets WHERE key = $1)))
         ORDER BY secret, version DESC",
        bucket.0.as_str()
    )?;
    let mut versions = versions.into_iter().peekable();
    Ok(secrets
        .into_iter()
        .map(|secret| {
            let mut own = Vec::new();
            while let Some(version) = versions.next_if(|version| version.secret <= secret.id) {
                if version.secret == secret.id {
                    own.push(version);
                }
            }
            (secret, own)
        })
        .collect())
}

/// Removes previous versions that were replaced before `before`: no stored result was made with them any more.
pub async fn retire_versions(tx: &mut Tx, before: Micros) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM secret_versions WHERE state = 'previous' AND $1 >= (
             SELECT MIN(later.created_at) FROM secret_versions AS later
             WHERE later.secret = secret_versions.secret AND later.version > secret_versions.version)",
        before
    )
}
