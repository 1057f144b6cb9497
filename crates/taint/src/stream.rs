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

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, sync::Arc};

    use super::*;
    use crate::{NeedlesBuilder, Secret};

    const VALUE: &str = "tok_7fK2";

    fn scrubber() -> Scrubber {
        let mut needles = NeedlesBuilder::new();
        needles.add("KEY", &Secret::new(VALUE.into()));
        Scrubber::new().layered(Arc::new(needles.build()))
    }

    /// Lines with the value in many shapes, also wrapped over lines.
    fn log() -> String {
        let mut log = String::new();
        for n in 0..400 {
            let _ = match n % 9 {
                0 => writeln!(log, "{n} sent {VALUE} to the target"),
                1 => writeln!(log, "{n} {{\"k\":\"tok\\u005f7fK2\", \"n\": {n}}}"),
                2 => writeln!(log, "{n} dG9rXzdmSzI= dG9rXzdm SzI= tok%5F7f%4B2"),
                3 => writeln!(
                    log,
                    "{n} QXV0aG9yaXphdGlvbjog\ndG9rXzdmSzIgYW5kIG1v\ncmU= =74=6F=6B=5F=\n=37=66=4B=32"
                ),
                4 => writeln!(log, "{n} 116,\n 111,\n 107,\n 95,\n 55,\n 102,\n 75,\n 50 [secret:KEY] tok_"),
                5 => writeln!(log, "{n} {}", "words and more words ".repeat(n % 40)),
                6 => writeln!(log, "{n} {}", "c29tZXRoaW5n".repeat(n % 60)),
                7 => writeln!(log, "{n} {VALUE}{VALUE} \\ {VALUE} % & = \\"),
                _ => writeln!(log, "{n} {}", " ".repeat(n)),
            };
        }
        log
    }

    #[test]
    fn a_long_stream_is_the_same_at_every_split_and_does_not_wait_for_its_end() {
        let (scrubber, log) = (scrubber(), log());
        let whole = scrubber.text(&log);
        assert!(!whole.as_str().contains(VALUE));
        let mut held = 0;
        for size in [1, 7, 100, 1000, 4096, 10_000, log.len()] {
            let mut stream = StreamScrubber::with_batch(scrubber.clone(), 64);
            let mut out = Vec::new();
            let mut given = 0;
            for piece in log.as_bytes().chunks(size) {
                out.extend(stream.push(piece));
                given += piece.len();
                if given < log.len() {
                    held = held.max(stream.held.len());
                }
            }
            out.extend(stream.finish());
            assert!(out == whole.as_str().as_bytes(), "pieces of {size} bytes");
        }
        assert!(held < log.len() / 2, "held back {held} of {} bytes", log.len());
    }

    #[test]
    fn compressed_content_is_held_to_its_end() {
        let mut stream = StreamScrubber::with_batch(scrubber(), 16);
        let mut bytes = vec![0x1f, 0x8b, 8, 0];
        bytes.resize(100_000, b' ');
        assert!(stream.push(&bytes).is_empty());
        assert_eq!(stream.finish(), bytes);
    }

    #[test]
    fn a_stream_without_a_place_to_cut_is_dropped() {
        let mut stream = scrubber().stream();
        let mut out = Vec::new();
        for _ in 0..=MOST / (1 << 20) * 2 {
            out.extend(stream.push(&[b'.'; 1 << 20]));
        }
        out.extend(stream.push(VALUE.as_bytes()));
        out.extend(stream.finish());
        assert_eq!(out, b"[secret]");
    }
}
