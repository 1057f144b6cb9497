//! One name, one secret: wherever a test stands, a name means one thing.

use tacit_spec::{BucketKey, SecretId, TeamId};

use crate::{Result, StoreError, Tx, backend::fetch, teams};

/// Makes sure that no other secret has `name` where this one would be seen, and that none can get it before `tx` is done.
pub(super) async fn reserve(
    tx: &mut Tx,
    team: TeamId,
    bucket: Option<&BucketKey>,
    secret: SecretId,
    name: &str,
) -> Result<()> {
    // The rule spans rows, so no index can hold it: writers of one team take turns.
    teams::lock(tx, team).await?;
    let taken = fetch!(
        tx,
        fetch_all,
        (Option<String>, Option<String>),
        "SELECT secrets.bucket, buckets.name FROM secrets LEFT JOIN buckets ON buckets.key = secrets.bucket
         WHERE secrets.team = $1 AND secrets.name = $2 AND secrets.id <> $3
           AND ($4 IS NULL OR secrets.bucket IS NULL OR secrets.bucket = $4)
         ORDER BY buckets.name",
        team.0,
        name,
        secret.0,
        bucket.map(|bucket| bucket.0.as_str())
    )?;
    if taken.is_empty() {
        return Ok(());
    }
    if taken.iter().any(|(bucket, _)| bucket.is_none()) {
        return Err(StoreError::conflict(format!("the team already has a secret named {name}")));
    }
    let buckets: Vec<_> = taken.into_iter().filter_map(|(_, bucket)| bucket).collect();
    Err(StoreError::conflict(match &*buckets {
        [bucket] => format!("the bucket {bucket} already has a secret named {name}"),
        buckets => format!("the buckets {} already have a secret named {name}", buckets.join(", ")),
    }))
}
