//! Views that replace short units of a text and keep the rest, with a map back.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{GaveUp, Hit, Look};

/// A unit that stands for other bytes.
pub(super) struct Unit {
    /// Bytes it takes in the text.
    pub(super) len: usize,
    out: [u8; 4],
    out_len: u8,
}

impl Unit {
    /// A unit that stands for nothing.
    pub(super) fn nothing(len: usize) -> Self {
        Self { len, out: [0; 4], out_len: 0 }
    }

    pub(super) fn byte(len: usize, byte: u8) -> Self {
        Self { len, out: [byte, 0, 0, 0], out_len: 1 }
    }

    pub(super) fn char(len: usize, c: char) -> Self {
        let mut out = [0; 4];
        let out_len = c.encode_utf8(&mut out).len() as u8;
        Self { len, out, out_len }
    }

    pub(super) fn out(&self) -> &[u8] {
        &self.out[..usize::from(self.out_len)]
    }
}

/// Finds the next place where a unit may begin.
pub(super) type Trigger = fn(&[u8]) -> Option<usize>;
/// Reads the unit at the beginning of some bytes, if there is one.
pub(super) type Read = fn(&[u8]) -> Option<Unit>;

/// Searches `bytes` with its units replaced. Only the surroundings of units are decoded: a hit without a unit in it
/// is a hit in `bytes` already.
pub(super) fn look<'n>(
    looker: &mut Look<'n>,
    bytes: &[u8],
    depth: usize,
    hits: &mut Vec<Hit<'n>>,
    trigger: Trigger,
    read: Read,
) -> Result<(), GaveUp> {
    let reach = looker.reach;
    let mut window: Option<Window> = None;
    let mut at = 0;
    while let Some(skip) = trigger(&bytes[at..]) {
        at += skip;
        let Some(unit) = read(&bytes[at..]) else {
            at += 1;
            continue;
        };
        if let Some(mut done) = window.take_if(|open| at - open.raw > 2 * reach) {
            done.literal(bytes, done.raw + reach);
            done.search(looker, depth, hits)?;
        }
        let open = window.get_or_insert_with(|| Window::at(at.saturating_sub(reach)));
        open.literal(bytes, at);
        open.unit(&unit);
        at += unit.len;
    }
    if let Some(mut done) = window {
        done.literal(bytes, bytes.len().min(done.raw + reach));
        done.search(looker, depth, hits)?;
    }
    Ok(())
}

/// `bytes` with all its units replaced, without a map.
pub(super) fn replaced(bytes: &[u8], trigger: Trigger, read: Read) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
    let (mut done, mut at) = (0, 0);
    while let Some(skip) = trigger(&bytes[at..]) {
        at += skip;
        match read(&bytes[at..]) {
            Some(unit) => {
                out.extend_from_slice(&bytes[done..at]);
                out.extend_from_slice(unit.out());
                at += unit.len;
                done = at;
            }
            None => at += 1,
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out
}

/// A stretch of text around units, decoded.
pub(super) struct Window {
    decoded: Zeroizing<Vec<u8>>,
    parts: Vec<Part>,
    /// End of what is decoded so far.
    raw: usize,
}

/// Where a literal stretch or a unit begins, decoded and in the text.
struct Part {
    decoded: usize,
    raw: usize,
    literal: bool,
}

impl Window {
    pub(super) fn at(raw: usize) -> Self {
        Self { decoded: Zeroizing::new(Vec::new()), parts: Vec::new(), raw }
    }

    pub(super) fn literal(&mut self, bytes: &[u8], end: usize) {
        if self.raw < end {
            self.parts.push(Part { decoded: self.decoded.len(), raw: self.raw, literal: true });
            self.decoded.extend_from_slice(&bytes[self.raw..end]);
            self.raw = end;
        }
    }

    pub(super) fn unit(&mut self, unit: &Unit) {
        self.parts.push(Part { decoded: self.decoded.len(), raw: self.raw, literal: false });
        self.decoded.extend_from_slice(unit.out());
        self.raw += unit.len;
    }

    /// Searches what is decoded so far, as something decoded once more than `depth` times.
    pub(super) fn search<'n>(
        &self,
        looker: &mut Look<'n>,
        depth: usize,
        hits: &mut Vec<Hit<'n>>,
    ) -> Result<(), GaveUp> {
        for (range, name) in looker.search(&self.decoded, depth + 1)? {
            hits.push((self.raw(&range), name));
        }
        Ok(())
    }

    /// The text that a decoded range came from.
    fn raw(&self, decoded: &Range<usize>) -> Range<usize> {
        let part = |at: usize| self.parts.partition_point(|part| part.decoded <= at).saturating_sub(1);
        let (first, last) = (part(decoded.start), part(decoded.end.saturating_sub(1)));
        let start = match &self.parts[first] {
            Part { decoded: from, raw, literal: true } => raw + (decoded.start - from),
            unit => unit.raw,
        };
        let end = match &self.parts[last] {
            Part { decoded: from, raw, literal: true } => raw + (decoded.end - from),
            _ => self.parts.get(last + 1).map_or(self.raw, |next| next.raw),
        };
        start..end
    }
}
