//! What the log remembers of a team's manifest: a store whose secrets were put back, but not its log, shows.

use tacit_spec::TeamId;
use tacit_store::{Tx, audit};
use tacit_vault::audit::{AuditEntry, Detail};

use crate::Result;

/// Rows read at a time.
const CHUNK: u32 = 500;

/// The counter in the newest entry that tells one; 0 when none does.
pub(crate) async fn last_manifest_counter(tx: &mut Tx, team: TeamId) -> Result<u64> {
    let mut end = audit::last(&mut *tx).await?.map_or(0, |row| row.seq) + 1;
    while end > 1 {
        let start = (end - i64::from(CHUNK)).max(1);
        let rows = audit::from(&mut *tx, start, CHUNK).await?;
        let entries = rows.iter().rev().filter(|row| row.seq < end);
        let entries = entries.filter_map(|row| AuditEntry::from_bytes(&row.entry).ok());
        let mut counters = entries.filter(|entry| entry.event.team == Some(team)).filter_map(|entry| {
            entry.event.details.iter().find_map(|detail| match detail {
                Detail::ManifestCounter(counter) => Some(*counter),
                _ => None,
            })
        });
        if let Some(counter) = counters.next() {
            return Ok(counter);
        }
        end = start;
    }
    Ok(0)
}
