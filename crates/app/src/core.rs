//! The parts every use case shares.

use std::sync::Arc;

use tacit_queue::LocalQueue;
use tacit_store::{ResultWriter, Store, Tx};
use tacit_vault::{
    InstanceKey,
    audit::{Chain, Event, Tip},
    token::TokenKey,
};

use crate::{Clock, Micros, Randomness, Result};

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) parts: Arc<Parts>,
}

/// What the composition root puts together.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) results: ResultWriter,
    pub(crate) queue: LocalQueue,
    pub(crate) instance: InstanceKey,
    pub(crate) tokens: TokenKey,
    pub(crate) audit: Chain,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
}

impl App {
    /// Puts the parts together. Needs a tokio runtime.
    pub fn new(
        store: Store,
        instance: InstanceKey,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let parts = Parts {
            results: ResultWriter::start(store.clone()),
            queue: LocalQueue::new(),
            tokens: instance.token_key(),
            audit: Chain::new(&instance),
            store,
            instance,
            clock,
            randomness,
        };
        Self { parts: Arc::new(parts) }
    }

    pub(crate) fn now(&self) -> Micros {
        self.parts.clock.now()
    }

    pub(crate) fn uuid(&self) -> uuid::Uuid {
        let mut bytes = [0; 10];
        self.parts.randomness.generator().fill_bytes(&mut bytes);
        let millis = u64::try_from(self.now() / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Writes an entry of the audit log in the unit of work whose doing it tells. What cannot be told is not done.
    pub(crate) async fn audit(&self, tx: &mut Tx, event: Event) -> Result<()> {
        let tip = match tacit_store::audit::head(tx).await? {
            Some(head) => tip(&head)?,
            None => self.parts.audit.genesis(),
        };
        let link = self.parts.audit.append(&tip, event);
        let row = tacit_store::audit::AuditRow {
            seq: i64::try_from(link.tip.seq).unwrap_or(i64::MAX),
            entry: link.entry,
            mac: link.tip.mac.to_vec(),
        };
        Ok(tacit_store::audit::append(tx, &row).await?)
    }
}

fn tip(head: &tacit_store::audit::AuditRow) -> Result<Tip> {
    let damaged = || crate::AppError::internal("the last entry of the audit log is damaged");
    Ok(Tip {
        seq: u64::try_from(head.seq).map_err(|_| damaged())?,
        mac: head.mac.as_slice().try_into().map_err(|_| damaged())?,
    })
}
