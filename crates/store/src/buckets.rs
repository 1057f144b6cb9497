//! Buckets: the tests, shared environments and bucket secrets that belong together.

use tacit_spec::{BucketKey, TeamId};

use crate::{
    Access, Micros, Page, Result, StoreError, Tx,
    backend::{execute, fetch, row, select},
    found,
};

row! {
    /// A bucket.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Bucket {
        /// Its key.
        pub key: BucketKey,
        /// The team it belongs to.
        pub team: TeamId,
        /// Unique in the team.
        pub name: String,
        /// Whether it is the team's first one, which stays.
        pub is_default: bool,
        /// Whoever knows it may run the bucket's tests.
        pub trigger_token: String,
        /// When it was made.
        pub created_at: Micros,
    }
}

/// Adds a bucket. A [`StoreError::Conflict`] when the team has one of that name.
pub async fn insert(tx: &mut Tx, bucket: &Bucket) -> Result<()> {
    let rows = execute!(
        tx,
        "INSERT INTO buckets (key, team, name, is_default, trigger_token, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        bucket.key.0.as_str(),
        bucket.team.0,
        bucket.name.as_str(),
        bucket.is_default,
        bucket.trigger_token.as_str(),
        bucket.created_at
    )?;
    if rows == 0 {
        return Err(name_taken(&bucket.name));
    }
    Ok(())
}

/// One bucket.
pub async fn find(on: impl Into<Access<'_>>, key: &BucketKey) -> Result<Option<Bucket>> {
    select!(on, fetch_optional, Bucket, "FROM buckets WHERE key = $1", key.0.as_str())
}

/// The bucket with a trigger token.
pub async fn find_by_trigger_token(on: impl Into<Access<'_>>, token: &str) -> Result<Option<Bucket>> {
    select!(on, fetch_optional, Bucket, "FROM buckets WHERE trigger_token = $1", token)
}

/// The buckets of a team: the default one, then by name.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId, page: Page) -> Result<Vec<Bucket>> {
    select!(
        on,
        fetch_all,
        Bucket,
        "FROM buckets WHERE team = $1 ORDER BY is_default DESC, LOWER(name), key LIMIT $2 OFFSET $3",
        team.0,
        page.limit(),
        page.offset()
    )
}

/// How many buckets a team has.
pub async fn count_of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<i64> {
    let (count,) = fetch!(on, fetch_one, (i64,), "SELECT COUNT(*) FROM buckets WHERE team = $1", team.0)?;
    Ok(count)
}

/// Changes the name. A [`StoreError::Conflict`] when the team has another one of that name.
pub async fn rename(tx: &mut Tx, key: &BucketKey, name: &str) -> Result<()> {
    let rows = execute!(tx, "UPDATE buckets SET name = $2 WHERE key = $1", key.0.as_str(), name)
        .map_err(|error| error.or_conflict(&name_taken(name).to_string()))?;
    found(rows)
}

/// Replaces the trigger token; the old one stops working.
pub async fn set_trigger_token(tx: &mut Tx, key: &BucketKey, token: &str) -> Result<()> {
    found(execute!(tx, "UPDATE buckets SET trigger_token = $2 WHERE key = $1", key.0.as_str(), token)?)
}

/// Removes a bucket with its tests, environments, secrets and results. The default one stays.
pub async fn delete(tx: &mut Tx, key: &BucketKey) -> Result<()> {
    let bucket = find(&mut *tx, key).await?.ok_or(StoreError::NotFound)?;
    if bucket.is_default {
        return Err(StoreError::conflict("the default bucket cannot be deleted"));
    }
    // Environments of one test may inherit from shared ones of the bucket: cut that first.
    execute!(tx, "UPDATE environments SET parent = NULL WHERE bucket = $1", key.0.as_str())?;
    found(execute!(tx, "DELETE FROM buckets WHERE key = $1", key.0.as_str())?)
}

fn name_taken(name: &str) -> StoreError {
    StoreError::conflict(format!("the team already has a bucket named {name}"))
}
