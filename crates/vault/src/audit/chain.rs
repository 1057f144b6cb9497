//! Making links.

use super::{AuditEntry, Event};
use crate::{
    InstanceKey,
    crypto::{Frame, Key, mac},
    keys::Purpose,
};

/// The end of a chain: what the next link is tied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Place of the last entry; 0 when there is none.
    pub seq: u64,
    /// MAC of the last link.
    pub mac: [u8; 32],
}

/// A new link, to be stored as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The end of the chain once the link is stored.
    pub tip: Tip,
    /// The entry: compact JSON, see [`AuditEntry::from_bytes`].
    pub entry: Vec<u8>,
}

/// Makes and verifies the chain of one installation.
pub struct Chain {
    pub(super) key: Key,
    genesis: Tip,
}

impl Chain {
    /// The chain of the installation `key` belongs to.
    #[must_use]
    pub fn new(key: &InstanceKey) -> Self {
        let audit = key.derive(Purpose::Audit, b"");
        let mac = mac::mac(&audit, &Frame::new("tacit/audit-genesis/1").field(key.id().0.as_bytes()));
        Self { key: audit, genesis: Tip { seq: 0, mac } }
    }

    /// The end of an empty chain.
    #[must_use]
    pub fn genesis(&self) -> Tip {
        self.genesis
    }

    /// The link that puts `event` after `tip`. Two links on one tip are a fork: the caller appends under a lock or in
    /// the transaction that read the tip.
    #[must_use]
    pub fn append(&self, tip: &Tip, event: Event) -> Link {
        let seq = tip.seq + 1;
        let entry = AuditEntry { seq, event }.to_bytes();
        let mac = self.link_mac(&tip.mac, seq, &entry);
        Link { tip: Tip { seq, mac }, entry }
    }

    pub(super) fn link_mac(&self, previous: &[u8; 32], seq: u64, entry: &[u8]) -> [u8; 32] {
        mac::mac(&self.key, &Frame::new("tacit/audit-link/1").field(previous).u64(seq).field(entry))
    }
}
