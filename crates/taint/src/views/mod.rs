//! Decoded views: what a reader sees who undoes an encoding.
//!
//! ```text
//!   bytes --forms--> hits
//!     |--escapes, printable, terminal, wide--> view with a map back --+
//!     |--base64, hexadecimal, lists of numbers--> decoded run --------+--> the same again, a level deeper
//!     `--inflate--> content -----------------------------------------+
//! ```
//!
//! Forms find what is encoded in one of the usual ways; views find what mixes them, nests them or wraps lines. A view
//! that undoes escapes maps each hit back to the bytes it came from; of a run that decodes to something with a hit,
//! all is masked. Text without a trace of an encoding costs a few `memchr` passes.
//!
//! To add a view, write a function that calls [`Look::search`] on what it decoded and maps the hits back, and call it
//! from there.

pub(crate) mod escapes;
mod inflate;
mod map;
mod printable;
mod runs;
mod terminal;
mod wide;

use std::{ops::Range, sync::Arc};

use crate::Needles;
pub(crate) use inflate::may_begin as may_inflate;

/// How many encodings of runs are undone, one within the other.
const DEPTH: usize = 2;
/// How many escapes are undone, one within the other or within a run. Text that was quoted so often is twice as long each time;
/// what is left then cannot be told from a secret.
const ESCAPES: usize = 24;
/// A depth at which nothing more is undone.
const DEEPEST: usize = ESCAPES + 1;

/// A place in the bytes looked at, and the name of the secret there; no name where it cannot be told.
pub(crate) type Hit<'n> = (Range<usize>, &'n str);

/// The bytes could not be looked through to the end.
#[derive(Debug)]
pub(crate) struct GaveUp;

/// One look at some bytes, with all the work it may still do.
pub(crate) struct Look<'n> {
    layers: &'n [Arc<Needles>],
    /// The longest form of all: how far a hit can reach from an escape within it.
    reach: usize,
    /// Bytes that may still be compared beyond the automatons' passes.
    compare: usize,
    /// Bytes that may still be inflated.
    inflate: usize,
    /// Runs of the outermost level, in which a stream must not be cut.
    runs: Vec<Range<usize>>,
}

impl<'n> Look<'n> {
    pub(crate) fn new(layers: &'n [Arc<Needles>], bytes: usize) -> Self {
        Self {
            layers,
            reach: reach(layers),
            compare: 64 * bytes + (1 << 20),
            inflate: inflate::MOST,
            runs: Vec::new(),
        }
    }

    /// All hits in `bytes`, and the runs of encoded data in it.
    pub(crate) fn all(mut self, bytes: &[u8]) -> Result<(Vec<Hit<'n>>, Vec<Range<usize>>), GaveUp> {
        let hits = self.search(bytes, 0)?;
        Ok((hits, self.runs))
    }

    /// Hits in `bytes`, which were decoded `depth` times.
    fn search(&mut self, bytes: &[u8], depth: usize) -> Result<Vec<Hit<'n>>, GaveUp> {
        let mut hits = Vec::new();
        self.forms(bytes, &mut hits)?;
        if depth < ESCAPES {
            escapes::look(self, bytes, depth, &mut hits)?;
        } else if depth == ESCAPES && escapes::are_in(bytes) {
            return Err(GaveUp);
        }
        if depth < DEPTH {
            printable::look(self, bytes, depth, &mut hits)?;
            terminal::look(self, bytes, depth, &mut hits)?;
            wide::look(self, bytes, depth, &mut hits)?;
            runs::look(self, bytes, depth, &mut hits)?;
            inflate::look(self, bytes, depth, &mut hits)?;
        }
        Ok(hits)
    }

    /// Hits in `bytes` as they stand.
    fn forms(&mut self, bytes: &[u8], hits: &mut Vec<Hit<'n>>) -> Result<(), GaveUp> {
        for layer in self.layers {
            if !layer.find(bytes, &mut self.compare, |range, name| hits.push((range, name))) {
                return Err(GaveUp);
            }
        }
        Ok(())
    }

    /// Searches what a run decoded to; its hits become hits of the whole run. Whether there were any.
    fn whole(
        &mut self,
        decoded: &[u8],
        depth: usize,
        run: &Range<usize>,
        hits: &mut Vec<Hit<'n>>,
    ) -> Result<bool, GaveUp> {
        let mut found = Vec::new();
        if is_noise(decoded) {
            self.forms(decoded, &mut found)?;
            inflate::look(self, decoded, depth + 1, &mut found)?;
        } else {
            found = self.search(decoded, depth + 1)?;
        }
        let name = found.iter().map(|(_, name)| *name).min();
        hits.extend(name.map(|name| (run.clone(), name)));
        Ok(name.is_some())
    }
}

/// Length of the longest form of all.
pub(crate) fn reach(layers: &[Arc<Needles>]) -> usize {
    layers.iter().map(|layer| layer.longest()).max().unwrap_or(0)
}

/// Whether something is no text in any character set, so that nobody encoded it further than forms do. Most runs that
/// look like base64 decode to noise, and all do from the wrong character on.
fn is_noise(bytes: &[u8]) -> bool {
    let text = |byte: &&u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0 | 27);
    let texts = bytes.iter().filter(text).count();
    texts < bytes.len() / 4 * 3 && str::from_utf8(bytes).is_err()
}
