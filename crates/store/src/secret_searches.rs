//! Searches for where the value of a secret stands. The last one of each secret is kept.

use tacit_spec::{SecretId, TeamId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
};

row! {
    /// A search.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecretSearch {
        /// For what.
        pub secret: SecretId,
        /// When it was asked for: what it is told apart from a later one by.
        pub asked_at: Micros,
        /// Whether the value is taken out where it is found.
        pub repairs: bool,
        /// Texts that were looked at.
        pub looked_at: i64,
        /// When it ended; `None` while it waits or goes on.
        pub finished_at: Option<Micros>,
        /// JSON, `{}` before it ended.
        pub found: String,
    }
}

/// Asks for a search, in place of the last one.
pub async fn ask(tx: &mut Tx, secret: SecretId, repairs: bool, now: Micros) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO secret_searches (secret, asked_at, repairs, looked_at, finished_at, found) VALUES ($1, $2, $3, 0, NULL, '{}')
         ON CONFLICT (secret) DO UPDATE SET asked_at = excluded.asked_at, repairs = excluded.repairs, looked_at = 0,
             finished_at = NULL, found = '{}'",
        secret.0,
        now,
        repairs
    )?;
    Ok(())
}

/// The last search for a secret.
pub async fn find(on: impl Into<Access<'_>>, secret: SecretId) -> Result<Option<SecretSearch>> {
    select!(on, fetch_optional, SecretSearch, "FROM secret_searches WHERE secret = $1", secret.0)
}

/// The last search for each secret of a team.
pub async fn of_team(on: impl Into<Access<'_>>, team: TeamId) -> Result<Vec<SecretSearch>> {
    select!(
        on,
        fetch_all,
        SecretSearch,
        "FROM secret_searches WHERE secret IN (SELECT id FROM secrets WHERE team = $1) ORDER BY secret",
        team.0
    )
}

/// The search that waits longest.
pub async fn next(on: impl Into<Access<'_>>) -> Result<Option<SecretSearch>> {
    select!(
        on,
        fetch_optional,
        SecretSearch,
        "FROM secret_searches WHERE finished_at IS NULL ORDER BY asked_at, secret LIMIT 1"
    )
}

/// Says how far a search is, with what it found when it is over. `false` when it was asked for anew meanwhile, or its secret
/// is gone.
pub async fn note(
    tx: &mut Tx,
    search: &SecretSearch,
    looked_at: i64,
    over: Option<(&str, Micros)>,
) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE secret_searches SET looked_at = $3, found = COALESCE($4, found), finished_at = $5
         WHERE secret = $1 AND asked_at = $2",
        search.secret.0,
        search.asked_at,
        looked_at,
        over.map(|(found, _)| found),
        over.map(|(_, at)| at)
    )?;
    Ok(rows > 0)
}
