//! Sealed heads: how long the chain was.

use super::{Chain, Tip};
use crate::crypto::{Frame, mac};

/// Where the chain ended when an epoch was closed. Stored apart from the rows, best also elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the epoch, from 1.
    pub epoch: u64,
    /// The end of the chain then.
    pub tip: Tip,
}

/// A stored head is not one of this installation, or was changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a stored head of the audit log is damaged or of another installation; compare the log with a backup"
)]
pub struct BrokenHead;

const FORMAT: u8 = 1;
const MAC: usize = 32;

impl Chain {
    /// The bytes to store: format, epoch, place, MAC of the link, MAC of all that.
    #[must_use]
    pub fn seal_head(&self, head: &Head) -> Vec<u8> {
        let mut out = vec![FORMAT];
        out.extend_from_slice(&head.epoch.to_be_bytes());
        out.extend_from_slice(&head.tip.seq.to_be_bytes());
        out.extend_from_slice(&head.tip.mac);
        let mac = self.head_mac(&out);
        out.extend_from_slice(&mac);
        out
    }

    /// The head in stored bytes.
    pub fn open_head(&self, sealed: &[u8]) -> Result<Head, BrokenHead> {
        let (body, stated) = sealed.split_last_chunk::<MAC>().ok_or(BrokenHead)?;
        if !mac::same(&self.head_mac(body), stated) {
            return Err(BrokenHead);
        }
        let rest = body.strip_prefix(&[FORMAT]).ok_or(BrokenHead)?;
        let (epoch, rest) = rest.split_first_chunk().ok_or(BrokenHead)?;
        let (seq, rest) = rest.split_first_chunk().ok_or(BrokenHead)?;
        let tip = Tip { seq: u64::from_be_bytes(*seq), mac: rest.try_into().map_err(|_| BrokenHead)? };
        Ok(Head { epoch: u64::from_be_bytes(*epoch), tip })
    }

    fn head_mac(&self, body: &[u8]) -> [u8; MAC] {
        mac::mac(&self.key, &Frame::new("tacit/audit-head").field(body))
    }
}
