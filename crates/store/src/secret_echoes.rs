//! Where the value of a secret came back from an API.

use tacit_spec::{BucketKey, SecretId, TeamId, TestId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, fetch, row, select},
};

row! {
    /// A test to whose requests a value came back.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecretEcho {
        /// The secret.
        pub secret: SecretId,
        /// The test.
        pub test: TestId,
        /// When that was seen last.
        pub last_at: Micros,
    }
}

/// Notes that it happened again; `true` when it is the first time.
pub async fn note(tx: &mut Tx, secret: SecretId, test: TestId, now: Micros) -> Result<bool> {
    let known = execute!(
        tx,
        "UPDATE secret_echoes SET last_at = $3 WHERE secret = $1 AND test = $2",
        secret.0,
        test.0,
        now
    )?;
    if known > 0 {
        return Ok(false);
    }
    // Neither may have been deleted meanwhile.
    let new = execute!(
        tx,
        "INSERT INTO secret_echoes (secret, test, last_at)
         SELECT secrets.id, tests.id, $3 FROM secrets, tests WHERE secrets.id = $1 AND tests.id = $2
         ON CONFLICT (secret, test) DO NOTHING",
        secret.0,
        test.0,
        now
    )?;
    Ok(new > 0)
}

/// What is known of one secret and one test.
pub async fn find(on: impl Into<Access<'_>>, secret: SecretId, test: TestId) -> Result<Option<SecretEcho>> {
    select!(
        on,
        fetch_optional,
        SecretEcho,
        "FROM secret_echoes WHERE secret = $1 AND test = $2",
        secret.0,
        test.0
    )
}

/// Of each secret of a team, the tests with their buckets and names, the latest first.
pub async fn of_team(
    on: impl Into<Access<'_>>,
    team: TeamId,
) -> Result<Vec<(SecretEcho, BucketKey, String)>> {
    let rows = fetch!(
        on,
        fetch_all,
        (uuid::Uuid, uuid::Uuid, i64, String, String),
        "SELECT secret_echoes.secret, secret_echoes.test, secret_echoes.last_at, tests.bucket, tests.name
         FROM secret_echoes JOIN secrets ON secrets.id = secret_echoes.secret JOIN tests ON tests.id = secret_echoes.test
         WHERE secrets.team = $1 ORDER BY secret_echoes.last_at DESC, secret_echoes.test",
        team.0
    )?;
    let echo = |(secret, test, last_at, bucket, name)| {
        (SecretEcho { secret: SecretId(secret), test: TestId(test), last_at }, BucketKey(bucket), name)
    };
    Ok(rows.into_iter().map(echo).collect())
}

/// Forgets what did not happen again since.
pub async fn forget_before(tx: &mut Tx, before: Micros) -> Result<u64> {
    execute!(tx, "DELETE FROM secret_echoes WHERE last_at < $1", before)
}
