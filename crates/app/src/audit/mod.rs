//! The audit log: written in the unit of work it tells of, read by the owner.

mod read;

use tacit_store::{Tx, audit, meta};
use tacit_vault::audit::{Chain, Event, Head, Tip};

pub use read::{AuditLine, AuditPage, AuditVerdict};

use crate::{App, AppError, Result};

/// So many entries, then the head of the chain is sealed and kept apart from the rows.
const EPOCH: u64 = 64;
/// Name of the newest sealed head in the store.
const HEAD: &str = "audit.head";

impl App {
    /// Writes an entry of the audit log in the unit of work whose doing it tells. What cannot be told is not done.
    pub(crate) async fn audit(&self, tx: &mut Tx, event: Event) -> Result<()> {
        append(tx, &self.parts.audit, event).await
    }
}

/// See [`App::audit`].
pub(crate) async fn append(tx: &mut Tx, chain: &Chain, event: Event) -> Result<()> {
    let tip = match audit::head(tx).await? {
        Some(head) => tip(&head)?,
        None => chain.genesis(),
    };
    let link = chain.append(&tip, event);
    let row = audit::AuditRow {
        seq: i64::try_from(link.tip.seq).unwrap_or(i64::MAX),
        entry: link.entry,
        mac: link.tip.mac.to_vec(),
    };
    audit::append(tx, &row).await?;
    if link.tip.seq.is_multiple_of(EPOCH) {
        let head = Head { epoch: link.tip.seq / EPOCH, tip: link.tip };
        meta::put(tx, HEAD, &chain.seal_head(&head)).await?;
    }
    Ok(())
}

fn tip(head: &audit::AuditRow) -> Result<Tip> {
    let damaged = || AppError::internal("the last entry of the audit log is damaged");
    Ok(Tip {
        seq: u64::try_from(head.seq).map_err(|_| damaged())?,
        mac: head.mac.as_slice().try_into().map_err(|_| damaged())?,
    })
}
