//! Links for readers outside the team. Only the hash of the token in a link is known here.

use tacit_spec::{BucketKey, PersonId, RunId, ShareId, TeamId, TestId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select, text_enum},
    found,
};

text_enum! {
    /// What a link shows.
    pub enum ShareKind {
        /// One result.
        Result = "result",
        /// A picture of how a test or a bucket stands.
        Badge = "badge",
        /// What failed and recovered in a bucket.
        Feed = "feed",
    }
}

row! {
    /// A link.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Share {
        /// The link.
        pub id: ShareId,
        /// Whose it is.
        pub team: TeamId,
        /// The bucket of what it shows.
        pub bucket: BucketKey,
        /// What it shows.
        pub kind: ShareKind,
        /// The test; `None` for the whole bucket.
        pub test: Option<TestId>,
        /// The run of a result.
        pub run: Option<RunId>,
        /// Keyed hash of the token.
        pub hash: Vec<u8>,
        /// Who made it; they may be gone.
        pub created_by: Option<PersonId>,
        /// When it was made.
        pub created_at: Micros,
        /// It counts until then; `None` until it is withdrawn.
        pub expires_at: Option<Micros>,
    }
}

/// What a link would show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown<'a> {
    /// The bucket.
    pub bucket: &'a BucketKey,
    /// What of it.
    pub kind: ShareKind,
    /// The test; `None` for the whole bucket.
    pub test: Option<TestId>,
    /// The run of a result.
    pub run: Option<RunId>,
}

/// Adds a link. There is one for each thing to show.
pub async fn insert(tx: &mut Tx, share: &Share) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO shares (id, team, bucket, kind, test, run, hash, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        share.id.0,
        share.team.0,
        share.bucket.0.as_str(),
        share.kind.as_str(),
        share.test.map(|test| test.0),
        share.run.map(|run| run.0),
        share.hash.as_slice(),
        share.created_by.map(|person| person.0),
        share.created_at,
        share.expires_at
    )?;
    Ok(())
}

/// The link with this hash that has not expired at `now`.
pub async fn find_by_hash(on: impl Into<Access<'_>>, hash: &[u8], now: Micros) -> Result<Option<Share>> {
    select!(
        on,
        fetch_optional,
        Share,
        "FROM shares WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)",
        hash,
        now
    )
}

/// One link of a bucket, expired or not.
pub async fn find_in(on: impl Into<Access<'_>>, bucket: &BucketKey, share: ShareId) -> Result<Option<Share>> {
    select!(
        on,
        fetch_optional,
        Share,
        "FROM shares WHERE id = $1 AND bucket = $2",
        share.0,
        bucket.0.as_str()
    )
}

/// The link to this, expired or not.
pub async fn find_to(on: impl Into<Access<'_>>, shown: Shown<'_>) -> Result<Option<Share>> {
    select!(
        on,
        fetch_optional,
        Share,
        "FROM shares WHERE bucket = $1 AND kind = $2
         AND (test = $3 OR test IS NULL AND $3 IS NULL) AND (run = $4 OR run IS NULL AND $4 IS NULL)",
        shown.bucket.0.as_str(),
        shown.kind.as_str(),
        shown.test.map(|test| test.0),
        shown.run.map(|run| run.0)
    )
}

/// The links of a bucket that have not expired at `now`, oldest first.
pub async fn of_bucket(on: impl Into<Access<'_>>, bucket: &BucketKey, now: Micros) -> Result<Vec<Share>> {
    select!(
        on,
        fetch_all,
        Share,
        "FROM shares WHERE bucket = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at, id",
        bucket.0.as_str(),
        now
    )
}

/// Lets a link count for longer or shorter.
pub async fn expire(tx: &mut Tx, share: ShareId, at: Option<Micros>) -> Result<()> {
    found(execute!(tx, "UPDATE shares SET expires_at = $2 WHERE id = $1", share.0, at)?)
}

/// Withdraws a link.
pub async fn delete(tx: &mut Tx, share: ShareId) -> Result<()> {
    found(execute!(tx, "DELETE FROM shares WHERE id = $1", share.0)?)
}

/// Forgets the links of a bucket that have expired at `now`.
pub async fn forget_expired(tx: &mut Tx, bucket: &BucketKey, now: Micros) -> Result<u64> {
    execute!(tx, "DELETE FROM shares WHERE bucket = $1 AND expires_at <= $2", bucket.0.as_str(), now)
}

/// Forgets links that have expired at `now`, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, now: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM shares WHERE id IN (SELECT id FROM shares WHERE expires_at <= $1 LIMIT $2)",
        now,
        limit
    )
}
