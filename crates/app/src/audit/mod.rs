//! The audit log: written in the unit of work it tells of, read by the owner.

mod counter;
mod export;
mod names;
mod read;

use tacit_store::{Tx, audit, meta};
use tacit_vault::audit::{Chain, Event, Head, Tip};

pub(crate) use counter::last_manifest_counter;
pub use export::AuditExport;
pub use read::{AuditFilter, AuditLine, AuditPage, AuditVerdict};

use crate::{App, AppError, Result};

/// Name of the sealed end of the chain in the store. It is kept apart from the rows, so that a chain that was cut shows.
const HEAD: &str = "audit.head";

impl App {
    /// Writes an entry of the audit log in the unit of work whose doing it tells. What cannot be told is not done.
    pub(crate) async fn audit(&self, tx: &mut Tx, event: Event) -> Result<()> {
        append(tx, &self.parts.audit, event).await
    }
}

/// See [`App::audit`].
pub(crate) async fn append(tx: &mut Tx, chain: &Chain, event: Event) -> Result<()> {
    let row = audit::head(tx).await?;
    let sealed = meta::get(&mut *tx, HEAD).await?;
    let link = chain.append(&end(chain, row.as_ref(), sealed.as_deref())?, event);
    let row = audit::AuditRow {
        seq: i64::try_from(link.tip.seq).unwrap_or(i64::MAX),
        entry: link.entry,
        mac: link.tip.mac.to_vec(),
    };
    audit::append(tx, &row).await?;
    let head = Head { epoch: link.tip.seq, tip: link.tip };
    Ok(meta::put(tx, HEAD, &chain.seal_head(&head)).await?)
}

/// Where the chain goes on. What was cut off or changed at its end leaves a place that can be seen ever after: the log
/// does not stop, because then nothing would be audited any more, and it does not heal.
fn end(chain: &Chain, row: Option<&audit::AuditRow>, sealed: Option<&[u8]>) -> Result<Tip> {
    let Some(row) = row else {
        return Ok(match sealed.map(|sealed| chain.open_head(sealed)) {
            None => chain.genesis(),
            Some(Ok(head)) => head.tip,
            Some(Err(_)) => hole(chain.genesis()),
        });
    };
    let seq = u64::try_from(row.seq)
        .map_err(|_| AppError::internal("the last entry of the audit log has no number"))?;
    Ok(match sealed.and_then(|sealed| chain.open_head(sealed).ok()) {
        Some(head) if head.tip.seq >= seq => head.tip,
        // The head is older than the rows: they speak for themselves.
        Some(_) => Tip { seq, mac: mac(row) },
        None => hole(Tip { seq, mac: mac(row) }),
    })
}

/// Leaves a number out.
fn hole(tip: Tip) -> Tip {
    tracing::error!(after = tip.seq, "the end of the audit log was changed outside tacit");
    Tip { seq: tip.seq + 1, mac: tip.mac }
}

/// Of a damaged row, one that nothing fits to.
fn mac(row: &audit::AuditRow) -> [u8; 32] {
    row.mac.as_slice().try_into().unwrap_or([0; 32])
}
