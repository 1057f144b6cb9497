//! Personal access tokens. Only the hash of a token is known here.

use tacit_spec::{PersonId, TeamId, TokenId};

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
    found,
};

row! {
    /// A personal access token.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Token {
        /// The token.
        pub id: TokenId,
        /// Whose it is.
        pub person: PersonId,
        /// The only team it serves; `None` for all of the person's.
        pub team: Option<TeamId>,
        /// What its owner calls it.
        pub name: String,
        /// Keyed hash of the token.
        pub hash: Vec<u8>,
        /// When it was made.
        pub created_at: Micros,
        /// The last request with it.
        pub last_used_at: Option<Micros>,
        /// It counts until then.
        pub expires_at: Option<Micros>,
    }
}

/// Adds a token.
pub async fn insert(tx: &mut Tx, token: &Token) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO tokens (id, person, team, name, hash, created_at, last_used_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        token.id.0,
        token.person.0,
        token.team.map(|team| team.0),
        token.name.as_str(),
        token.hash.as_slice(),
        token.created_at,
        token.last_used_at,
        token.expires_at
    )?;
    Ok(())
}

/// The token with this hash that has not expired at `now`.
pub async fn find_by_hash(on: impl Into<Access<'_>>, hash: &[u8], now: Micros) -> Result<Option<Token>> {
    select!(
        on,
        fetch_optional,
        Token,
        "FROM tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)",
        hash,
        now
    )
}

/// One token.
pub async fn find(on: impl Into<Access<'_>>, token: TokenId) -> Result<Option<Token>> {
    select!(on, fetch_optional, Token, "FROM tokens WHERE id = $1", token.0)
}

/// The tokens of a person, oldest first, expired ones too.
pub async fn of_person(on: impl Into<Access<'_>>, person: PersonId) -> Result<Vec<Token>> {
    select!(on, fetch_all, Token, "FROM tokens WHERE person = $1 ORDER BY created_at, id", person.0)
}

/// Remembers a request.
pub async fn touch(tx: &mut Tx, token: TokenId, now: Micros) -> Result<()> {
    found(execute!(tx, "UPDATE tokens SET last_used_at = $2 WHERE id = $1", token.0, now)?)
}

/// Withdraws a token of this person.
pub async fn delete(tx: &mut Tx, person: PersonId, token: TokenId) -> Result<()> {
    found(execute!(tx, "DELETE FROM tokens WHERE id = $1 AND person = $2", token.0, person.0)?)
}

/// Forgets tokens that had expired before this time, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM tokens WHERE id IN (SELECT id FROM tokens WHERE expires_at < $1 LIMIT $2)",
        before,
        limit
    )
}
