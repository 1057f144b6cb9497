//! Sign-ins. Only the hash of a session's token is known here.

use tacit_spec::PersonId;

use crate::{
    Access, Micros, Result, Tx,
    backend::{execute, row, select},
    found,
};

row! {
    /// A sign-in.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Session {
        /// Keyed hash of the token.
        pub hash: Vec<u8>,
        /// Who signed in.
        pub person: PersonId,
        /// When.
        pub created_at: Micros,
        /// It counts until then.
        pub expires_at: Micros,
        /// The last request.
        pub last_seen_at: Micros,
    }
}

/// Adds a session.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO sessions (hash, person, created_at, expires_at, last_seen_at) VALUES ($1, $2, $3, $4, $5)",
        session.hash.as_slice(),
        session.person.0,
        session.created_at,
        session.expires_at,
        session.last_seen_at
    )?;
    Ok(())
}

/// The session with this hash that has not expired at `now`.
pub async fn find(on: impl Into<Access<'_>>, hash: &[u8], now: Micros) -> Result<Option<Session>> {
    select!(on, fetch_optional, Session, "FROM sessions WHERE hash = $1 AND expires_at > $2", hash, now)
}

/// Remembers a request, and until when the session counts now.
pub async fn touch(tx: &mut Tx, hash: &[u8], now: Micros, expires_at: Micros) -> Result<()> {
    found(execute!(
        tx,
        "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE hash = $1",
        hash,
        now,
        expires_at
    )?)
}

/// Ends a session if it is there.
pub async fn delete(tx: &mut Tx, hash: &[u8]) -> Result<()> {
    execute!(tx, "DELETE FROM sessions WHERE hash = $1", hash)?;
    Ok(())
}

/// Ends every session of a person.
pub async fn delete_of_person(tx: &mut Tx, person: PersonId) -> Result<u64> {
    execute!(tx, "DELETE FROM sessions WHERE person = $1", person.0)
}

/// Ends every session.
pub async fn delete_all(tx: &mut Tx) -> Result<u64> {
    execute!(tx, "DELETE FROM sessions")
}

/// Forgets sessions that have expired at `now`, at most `limit`. Returns how many.
pub async fn forget(tx: &mut Tx, now: Micros, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE expires_at <= $1 LIMIT $2)",
        now,
        limit
    )
}
