//! The audit chain: rows are added at the end and never changed. What is in them is the vault's.

use crate::{
    Access, Result, StoreError, Tx,
    backend::{execute, row, select},
    meta,
};

row! {
    /// One entry.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AuditRow {
        /// Counts the entries, from 1.
        pub seq: i64,
        /// Canonical bytes.
        pub entry: Vec<u8>,
        /// Chains it to the one before.
        pub mac: Vec<u8>,
    }
}

/// The last entry. Until `tx` is done, nobody else can add one: read it here, then [`append`].
pub async fn head(tx: &mut Tx) -> Result<Option<AuditRow>> {
    // Writing a row is how both databases let others wait.
    meta::put(tx, "audit.turn", &[]).await?;
    last(tx).await
}

/// The last entry, for reading.
pub async fn last(on: impl Into<Access<'_>>) -> Result<Option<AuditRow>> {
    select!(on, fetch_optional, AuditRow, "FROM audit ORDER BY seq DESC LIMIT 1")
}

/// Adds an entry. A [`StoreError::Conflict`] when its number is taken.
pub async fn append(tx: &mut Tx, row: &AuditRow) -> Result<()> {
    let rows = execute!(
        tx,
        "INSERT INTO audit (seq, entry, mac) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        row.seq,
        row.entry.as_slice(),
        row.mac.as_slice()
    )?;
    if rows == 0 {
        return Err(StoreError::conflict("the audit log has an entry of this number"));
    }
    Ok(())
}

/// Up to `limit` entries from number `from` on, in order.
pub async fn from(on: impl Into<Access<'_>>, from: i64, limit: u32) -> Result<Vec<AuditRow>> {
    select!(
        on,
        fetch_all,
        AuditRow,
        "FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2",
        from,
        i64::from(limit)
    )
}
