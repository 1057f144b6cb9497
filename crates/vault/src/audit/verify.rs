//! Finding the first place where a chain was changed.

use std::fmt;

use super::{Chain, Head, Tip, entry::claimed_seq};
use crate::crypto::mac;

/// A stored row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The bytes of [`Link::entry`](super::Link::entry).
    pub entry: Vec<u8>,
    /// The bytes of the link's MAC.
    pub mac: Vec<u8>,
}

/// How the log was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// The row at this place has other content, or another MAC.
    Edited,
    /// A row stands at this place that was never written there.
    Inserted,
    /// The row of this place is gone.
    Deleted,
    /// The row of this place stands further on.
    Reordered,
    /// This row and all after it are gone.
    Truncated,
    /// The log was put back to a state before this place and continued differently.
    Rewritten,
}

impl fmt::Display for BreakKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "edited",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
            Self::Reordered => "out of order",
            Self::Truncated => "cut off",
            Self::Rewritten => "rewritten",
        })
    }
}

/// The first place where the log is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the audit log was changed outside tacit, first at entry {seq} ({kind}); entries before it are genuine: compare \
     the rest with a backup"
)]
pub struct Broken {
    /// The place.
    pub seq: u64,
    /// What was done there, as far as the rows tell.
    pub kind: BreakKind,
}

impl Chain {
    /// Verifies `rows`, in the order in which they are stored, as the continuation of `from`, and compares them with
    /// `heads`. Returns the new end.
    ///
    /// `from` is [`genesis`](Self::genesis), or the end that verifying the rows before gave. Heads that lie before
    /// `from` are passed over; one that lies after the last row means that rows are missing, so a caller that verifies
    /// in pages hands all heads in with the last page.
    pub fn verify(
        &self,
        from: &Tip,
        rows: impl IntoIterator<Item = Row>,
        heads: &[Head],
    ) -> Result<Tip, Broken> {
        let mut rows = rows.into_iter();
        let mut tip = *from;
        while let Some(row) = rows.next() {
            match self.follows(&tip, &row) {
                Some(next) => tip = next,
                None => return Err(self.diagnose(&tip, &row, rows)),
            }
            if heads.iter().any(|head| head.tip.seq == tip.seq && head.tip.mac != tip.mac) {
                return Err(Broken { seq: tip.seq, kind: BreakKind::Rewritten });
            }
        }
        if heads.iter().any(|head| head.tip.seq > tip.seq) {
            return Err(Broken { seq: tip.seq + 1, kind: BreakKind::Truncated });
        }
        Ok(tip)
    }

    /// The end after `row`, if it is the genuine next row.
    fn follows(&self, tip: &Tip, row: &Row) -> Option<Tip> {
        let seq = tip.seq + 1;
        let mac = self.link_mac(&tip.mac, seq, &row.entry);
        (claimed_seq(&row.entry) == Some(seq) && mac::same(&mac, &row.mac)).then_some(Tip { seq, mac })
    }

    /// What happened at the place after `tip`, where `row` stands and does not belong.
    fn diagnose(&self, tip: &Tip, row: &Row, mut rest: impl Iterator<Item = Row>) -> Broken {
        let seq = tip.seq + 1;
        let genuine_further_on = rest.any(|later| self.follows(tip, &later).is_some());
        let kind = match (claimed_seq(&row.entry), genuine_further_on) {
            (Some(claimed), true) if claimed > seq => BreakKind::Reordered,
            (Some(claimed), false) if claimed > seq => BreakKind::Deleted,
            (Some(claimed), _) if claimed < seq => BreakKind::Inserted,
            (_, true) => BreakKind::Inserted,
            (_, false) => BreakKind::Edited,
        };
        Broken { seq, kind }
    }
}
