//! The scrubber over text that arrives in pieces.

use crate::{Scrubber, mask, scrub::Redacted, scrub::Spans, views};

/// How much longer than its form a hit can be when every byte of it is escaped, twice.
const STRETCH: usize = 16;
/// Bytes that are looked at together at least.
const BATCH: usize = 64 << 10;
/// Bytes that are held back at most. A stream that finds no place to cut it within these is dropped.
const MOST: usize = 32 << 20;

/// Scrubs a stream: what [`push`](Self::push) and [`finish`](Self::finish) hand out, put together, is what scrubbing
/// everything at once would give, wherever the pieces were cut.
///
/// It holds back as much as a secret could still begin in, and more within encoded data; compressed content is held
/// back to its end. A stream that would have to hold back more than 32 MiB, or in which a secret is found that cannot
/// be masked alone, ends with a mask there, and nothing of the rest is handed out.
pub struct StreamScrubber {
    scrubber: Scrubber,
    held: Vec<u8>,
    /// Bytes at the end in which a secret may have begun.
    tail: usize,
    /// Bytes to hold before the next look.
    next: usize,
    batch: usize,
    dropped: bool,
}

impl StreamScrubber {
    pub(crate) fn new(scrubber: Scrubber) -> Self {
        Self::with_batch(scrubber, BATCH)
    }

    fn with_batch(scrubber: Scrubber, batch: usize) -> Self {
        let tail = STRETCH * scrubber.reach() + mask::LONGEST;
        Self { scrubber, held: Vec::new(), tail, next: tail + batch, batch, dropped: false }
    }

    /// Takes the next piece; gives what is certain to be clean by now.
    #[must_use]
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        if self.dropped {
            return Vec::new();
        }
        if self.scrubber.looks_for_nothing() {
            return piece.to_vec();
        }
        self.held.extend_from_slice(piece);
        if self.held.len() < self.next {
            return Vec::new();
        }
        let cut = self.cut();
        let out = match cut {
            Some(0) if self.held.len() > MOST => self.give_up(),
            Some(0) => Vec::new(),
            Some(cut) => {
                let rest = self.held.split_off(cut);
                let ready = std::mem::replace(&mut self.held, rest);
                self.clean(&ready)
            }
            None => self.give_up(),
        };
        // Twice as much each time nothing could be let go keeps the work linear.
        self.next = (self.tail + self.batch).max(if out.is_empty() { 2 * self.held.len() } else { 0 });
        out
    }

    /// Gives the rest.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        if self.dropped {
            return Vec::new();
        }
        let rest = std::mem::take(&mut self.held);
        self.clean(&rest)
    }

    fn clean(&mut self, bytes: &[u8]) -> Vec<u8> {
        match self.scrubber.redact(bytes) {
            Redacted::Clean(bytes) => bytes.into_owned(),
            Redacted::Dropped => self.give_up(),
        }
    }

    fn give_up(&mut self) -> Vec<u8> {
        self.dropped = true;
        self.held = Vec::new();
        let mut out = Vec::new();
        mask::write(&mut out, None);
        out
    }

    /// Where the held bytes can be cut so that both sides scrubbed give the whole scrubbed; 0 for nowhere yet, none
    /// when there is no telling.
    fn cut(&self) -> Option<usize> {
        if views::may_inflate(&self.held) {
            return Some(0);
        }
        let Spans { secrets, runs, masks } = self.scrubber.spans(&self.held).ok()?;
        let reach = self.scrubber.reach() + mask::LONGEST;
        // A mask may be part of a secret together with what stands around it.
        let masked = secrets.into_iter().map(|(range, _)| range).chain(masks);
        let mut closed: Vec<_> = masked
            .map(|range| range.start.saturating_sub(reach)..range.end + reach)
            .chain(runs.into_iter().map(|range| range.start..range.end + 1))
            .collect();
        closed.sort_unstable_by_key(|range| range.start);
        closed.dedup_by(|next, last| {
            let joined = next.start <= last.end;
            if joined {
                last.end = last.end.max(next.end);
            }
            joined
        });

        let mut cut = self.break_before(self.held.len().saturating_sub(self.tail));
        while let Some(range) = closed[..closed.partition_point(|range| range.start < cut)].last()
            && cut < range.end
        {
            cut = self.break_before(range.start);
        }
        Some(cut)
    }

    /// The last place up to `end` behind a blank that no escape can hold.
    fn break_before(&self, end: usize) -> usize {
        let mut end = end;
        while let Some(at) = memchr::memrchr2(b' ', b'\n', &self.held[..end]) {
            let before = &self.held[at.saturating_sub(3)..at];
            if !before.iter().any(|byte| matches!(byte, b'\\' | b'=' | b'%' | b'&' | 0x1b)) {
                return at + 1;
            }
            end = at;
        }
        0
    }
}
