//! Secrets: names, rules, and sealed values that only the vault can open.

mod names;
mod versions;

use tacit_spec::{BucketKey, SecretId, TeamId};

pub use versions::{
    SecretVersion, VersionState, add_version, current, discard_next, on_older_key, promote_next,
    replace_sealed, retire_versions, stage_next, usable_in, versions, versions_of_team, waiting,
};

use crate::{
    Access, Micros, Page, Result, StoreError, Tx,
    backend::{execute, fetch, row, select},
    found,
};

row! {
    /// What is known of a secret without opening it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Secret {
        /// The secret.
        pub id: SecretId,
        /// The team it belongs to.
        pub team: TeamId,
        /// The only bucket it serves; `None` for every bucket of the team.
        pub bucket: Option<BucketKey>,
        /// Unique among the team's own and in each bucket; a name of the team's is not used in a bucket.
        pub name: String,
        /// Free text.
        pub description: Option<String>,
        /// A word of `app`'s: how results that depend on it are kept.
        pub visibility: String,
        /// JSON list; an empty one for a plain secret.
        pub allowed_hosts: String,
        /// The newest version of the value.
        pub version: i64,
        /// When it was made.
        pub created_at: Micros,
        /// When its value or its rules changed last.
        pub updated_at: Micros,
        /// When a run used it last.
        pub last_used_at: Option<Micros>,
        /// When the value stops working at its issuer.
        pub expires_at: Option<Micros>,
        /// JSON: where the value is kept that is not kept here.
        pub kept_in: Option<String>,
    }
}

/// What can be changed about a secret without a new value.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The name.
    pub name: &'a str,
    /// Free text.
    pub description: Option<&'a str>,
    /// A word of `app`'s.
    pub visibility: &'a str,
    /// JSON list.
    pub allowed_hosts: &'a str,
    /// When the value stops working at its issuer.
    pub expires_at: Option<Micros>,
    /// JSON: where the value is kept that is not kept here.
    pub kept_in: Option<&'a str>,
}

/// Adds a secret with its first sealed value. A [`StoreError::Conflict`], naming the bucket, when the name is taken
/// where this secret would be seen.
pub async fn insert(tx: &mut Tx, secret: &Secret, sealed: &[u8], key_version: i64) -> Result<()> {
    names::reserve(tx, secret.team, secret.bucket.as_ref(), secret.id, &secret.name).await?;
    execute!(
        tx,
        "INSERT INTO secrets (id, team, bucket, name, description, visibility, allowed_hosts, version, created_at,
                              updated_at, last_used_at, expires_at, kept_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        secret.id.0,
        secret.team.0,
        secret.bucket.as_ref().map(|bucket| bucket.0.as_str()),
        secret.name.as_str(),
        secret.description.as_deref(),
        secret.visibility.as_str(),
        secret.allowed_hosts.as_str(),
        secret.version,
        secret.created_at,
        secret.updated_at,
        secret.last_used_at,
        secret.expires_at,
        secret.kept_in.as_deref()
    )?;
    let first = SecretVersion {
        secret: secret.id,
        version: secret.version,
        sealed: sealed.to_vec(),
        key_version,
        created_at: secret.created_at,
        state: VersionState::Current,
    };
    versions::insert(tx, &first).await
}

/// One secret.
pub async fn find(on: impl Into<Access<'_>>, secret: SecretId) -> Result<Option<Secret>> {
    select!(on, fetch_optional, Secret, "FROM secrets WHERE id = $1", secret.0)
}

/// The secrets of a team that serve every bucket, by name.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId, page: Page) -> Result<Vec<Secret>> {
    select!(
        on,
        fetch_all,
        Secret,
        "FROM secrets WHERE team = $1 AND bucket IS NULL ORDER BY name, id LIMIT $2 OFFSET $3",
        team.0,
        page.limit(),
        page.offset()
    )
}

/// The secrets of a bucket, by name; the team's are not among them.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey, page: Page) -> Result<Vec<Secret>> {
    select!(
        on,
        fetch_all,
        Secret,
        "FROM secrets WHERE bucket = $1 ORDER BY name, id LIMIT $2 OFFSET $3",
        bucket.0.as_str(),
        page.limit(),
        page.offset()
    )
}

/// Every secret of a team, in whichever bucket, by id.
pub async fn all_of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<Secret>> {
    select!(on, fetch_all, Secret, "FROM secrets WHERE team = $1 ORDER BY id", team.0)
}

/// The names that tests of a bucket can use: the bucket's and the team's, sorted.
pub async fn names_usable_in(on: impl Into<Access<'_>>, bucket: &BucketKey) -> Result<Vec<String>> {
    let rows = fetch!(
        on,
        fetch_all,
        (String,),
        "SELECT name FROM secrets WHERE bucket = $1
            OR (bucket IS NULL AND team = (SELECT team FROM buckets WHERE key = $1))",
        bucket.0.as_str()
    )?;
    // Sorted here: databases differ in how they compare text.
    let mut names: Vec<_> = rows.into_iter().map(|(name,)| name).collect();
    names.sort_unstable();
    Ok(names)
}

/// Changes everything but the value. A [`StoreError::Conflict`] as in [`insert`].
///
/// Name and hosts are sealed into the value: the caller also adds a version sealed for the new ones, see
/// [`add_version`].
pub async fn set_rules(tx: &mut Tx, secret: SecretId, rules: Rules<'_>, now: Micros) -> Result<()> {
    let old = find(&mut *tx, secret).await?.ok_or(StoreError::NotFound)?;
    if old.name != rules.name {
        names::reserve(tx, old.team, old.bucket.as_ref(), secret, rules.name).await?;
    }
    found(execute!(
        tx,
        "UPDATE secrets SET name = $2, description = $3, visibility = $4, allowed_hosts = $5, updated_at = $6,
                            expires_at = $7, kept_in = $8
         WHERE id = $1",
        secret.0,
        rules.name,
        rules.description,
        rules.visibility,
        rules.allowed_hosts,
        now,
        rules.expires_at,
        rules.kept_in
    )?)
}

/// The secrets of a team whose value stops working before `until`, the soonest first.
pub async fn expiring(on: impl Into<Access<'_>>, team: TeamId, until: Micros) -> Result<Vec<Secret>> {
    select!(
        on,
        fetch_all,
        Secret,
        "FROM secrets WHERE team = $1 AND expires_at < $2 ORDER BY expires_at, name",
        team.0,
        until
    )
}

/// Remembers that a run used it.
pub async fn touch(tx: &mut Tx, secret: SecretId, now: Micros) -> Result<()> {
    found(execute!(tx, "UPDATE secrets SET last_used_at = $2 WHERE id = $1", secret.0, now)?)
}

/// Removes a secret with every version of its value.
pub async fn delete(tx: &mut Tx, secret: SecretId) -> Result<()> {
    found(execute!(tx, "DELETE FROM secrets WHERE id = $1", secret.0)?)
}
