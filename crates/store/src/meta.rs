//! Single values of the installation: key slots, instance id, settings. Opaque bytes under a name.

use crate::{
    Access, Result, Tx,
    backend::{execute, fetch},
};

/// The value of `key`.
pub async fn get(on: impl Into<Access<'_>>, key: &str) -> Result<Option<Vec<u8>>> {
    let row = fetch!(on, fetch_optional, (Vec<u8>,), "SELECT value FROM meta WHERE key = $1", key)?;
    Ok(row.map(|(value,)| value))
}

/// Sets `key`, whether it was there or not.
pub async fn put(tx: &mut Tx, key: &str, value: &[u8]) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value
    )?;
    Ok(())
}

/// Sets `key` unless it is there; says whether it did. Of several servers that start at once, one gets `true`.
pub async fn put_if_absent(tx: &mut Tx, key: &str, value: &[u8]) -> Result<bool> {
    let rows = execute!(
        tx,
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        key,
        value
    )?;
    Ok(rows > 0)
}

/// Removes `key` if it is there.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<()> {
    execute!(tx, "DELETE FROM meta WHERE key = $1", key)?;
    Ok(())
}
