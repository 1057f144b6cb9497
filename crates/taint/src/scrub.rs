//! The scrubber: text in, [`CleanText`] out.

use std::{borrow::Cow, ops::Range, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    CleanText, Needles, StreamScrubber, mask,
    views::{self, GaveUp, Hit, Look},
};

/// What stands for a text that could not be looked through to the end.
const DROPPED: &str = "[secret]";
/// Masking is followed by a look at its result, because what stands on both sides of a mask may be a secret together
/// with it. Real text settles at once; what does not is dropped.
const ROUNDS: usize = 4;

/// A body after scrubbing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CleanBody {
    /// A text.
    Text {
        /// The scrubbed text, cut after scrubbing.
        text: CleanText,
        /// Whether it was cut to the limit.
        truncated: bool,
    },
    /// Not UTF-8 text; nothing of it is kept.
    Binary,
    /// A secret was found that could not be masked alone; nothing of it is kept.
    Dropped,
}

/// Removes every form of the secrets in its layers. Cloning is cheap.
#[derive(Clone, Default)]
pub struct Scrubber {
    layers: Vec<Arc<Needles>>,
    outside: bool,
}

/// What one look at some bytes found.
pub(crate) struct Spans<'n> {
    /// What to mask, in order.
    pub(crate) secrets: Vec<Hit<'n>>,
    /// Runs of encoded data.
    pub(crate) runs: Vec<Range<usize>>,
    /// Masks that stand there already.
    pub(crate) masks: Vec<Range<usize>>,
}

/// What scrubbing some bytes came to.
pub(crate) enum Redacted<'a> {
    Clean(Cow<'a, [u8]>),
    Dropped,
}

impl Scrubber {
    /// Looks for nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This scrubber, looking for `more` too.
    #[must_use]
    pub fn layered(&self, more: Arc<Needles>) -> Scrubber {
        let mut next = self.clone();
        next.layers.push(more);
        next
    }

    /// For readers outside the team: masks do not name the secret.
    #[must_use]
    pub fn outside(mut self) -> Scrubber {
        self.outside = true;
        self
    }

    /// `raw` with every secret in it masked. If one was found that cannot be masked alone, only a mask is left.
    #[must_use]
    pub fn text(&self, raw: &str) -> CleanText {
        match self.redact(raw.as_bytes()) {
            Redacted::Clean(Cow::Borrowed(_)) => CleanText::scrubbed(raw),
            Redacted::Clean(Cow::Owned(bytes)) => CleanText::scrubbed(&String::from_utf8_lossy(&bytes)),
            Redacted::Dropped => CleanText::of_program(DROPPED),
        }
    }

    /// A body, scrubbed and then cut to at most `limit` bytes.
    #[must_use]
    pub fn body(&self, raw: &[u8], limit: usize) -> CleanBody {
        let Ok(text) = str::from_utf8(raw) else { return CleanBody::Binary };
        if memchr::memchr(0, raw).is_some() {
            return CleanBody::Binary;
        }
        match self.redact(text.as_bytes()) {
            Redacted::Dropped => CleanBody::Dropped,
            Redacted::Clean(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let end = mask::cut(&text, limit);
                CleanBody::Text { text: CleanText::scrubbed(&text[..end]), truncated: end < text.len() }
            }
        }
    }

    /// A JSON value with every leaf and key scrubbed. A number that shows a secret becomes a mask; keys that become
    /// equal are numbered.
    #[must_use]
    pub fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text).as_str().into()),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(entries) => {
                let mut clean = Map::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = self.text(&key);
                    let mut free = key.as_str().to_owned();
                    let mut copies = 1;
                    while clean.contains_key(&free) {
                        copies += 1;
                        free = format!("{key} ({copies})");
                    }
                    clean.insert(free, self.json(value));
                }
                Value::Object(clean)
            }
            Value::Number(number) => {
                let text = number.to_string();
                let clean = self.text(&text);
                if clean.as_str() == text {
                    Value::Number(number)
                } else {
                    Value::String(clean.as_str().into())
                }
            }
            Value::Bool(_) | Value::Null => value,
        }
    }

    /// Whether a secret shows in `raw`, as it stands or behind an encoding; also when that could not be told.
    #[must_use]
    pub fn finds(&self, raw: &[u8]) -> bool {
        !matches!(self.redact(raw), Redacted::Clean(Cow::Borrowed(_)))
    }

    /// `raw` with what `instead` gives for each name in the place of its secret, in whatever form that stands; `None` when
    /// it could not be looked through to the end. Where none is found nothing is copied.
    ///
    /// What `instead` gives must be none of the forms looked for.
    #[must_use]
    pub fn replaced<'a>(&self, raw: &'a [u8], instead: impl Fn(&str) -> String) -> Option<Cow<'a, [u8]>> {
        let mut text = Cow::Borrowed(raw);
        for _ in 0..ROUNDS {
            if self.looks_for_nothing() {
                return Some(text);
            }
            let spans = self.spans(&text).ok()?.secrets;
            if spans.is_empty() {
                return Some(text);
            }
            let mut out = Vec::with_capacity(text.len());
            let mut done = 0;
            for (range, name) in &spans {
                out.extend_from_slice(&text[done..range.start]);
                out.extend_from_slice(instead(name).as_bytes());
                done = range.end;
            }
            out.extend_from_slice(&text[done..]);
            text = Cow::Owned(out);
        }
        None
    }

    /// The same scrubber over text that arrives in pieces.
    #[must_use]
    pub fn stream(&self) -> StreamScrubber {
        StreamScrubber::new(self.clone())
    }

    pub(crate) fn redact<'a>(&self, raw: &'a [u8]) -> Redacted<'a> {
        let mut text = Cow::Borrowed(raw);
        if self.looks_for_nothing() {
            return Redacted::Clean(text);
        }
        for _ in 0..ROUNDS {
            let Ok(spans) = self.spans(&text) else { return Redacted::Dropped };
            if spans.secrets.is_empty() {
                return Redacted::Clean(text);
            }
            let (masked, masks) = self.masked(&text, &spans.secrets);
            text = Cow::Owned(masked);
            if self.settled(&text, &masks) {
                return Redacted::Clean(text);
            }
        }
        Redacted::Dropped
    }

    /// Whether nothing is to be masked around the masks that were just put in; the rest was looked at already.
    fn settled(&self, text: &[u8], masks: &[Range<usize>]) -> bool {
        let near = 2 * self.reach() + mask::LONGEST;
        let around = |mask: &Range<usize>| mask.start.saturating_sub(near)..text.len().min(mask.end + near);
        masks.chunk_by(|a, b| around(b).start <= around(a).end).all(|close| {
            let (Some(first), Some(last)) = (close.first(), close.last()) else { return true };
            self.spans(&text[around(first).start..around(last).end])
                .is_ok_and(|found| found.secrets.is_empty())
        })
    }

    pub(crate) fn looks_for_nothing(&self) -> bool {
        self.reach() == 0
    }

    /// Length of the longest form looked for.
    pub(crate) fn reach(&self) -> usize {
        views::reach(&self.layers)
    }

    /// What to mask in `raw`, in order, and where a stream of it must not be cut.
    pub(crate) fn spans(&self, raw: &[u8]) -> Result<Spans<'_>, GaveUp> {
        let (hits, runs) = Look::new(&self.layers, raw.len()).all(raw)?;
        let masks = mask::find(raw, |name| self.layers.iter().any(|layer| layer.has_name(name)));
        Ok(Spans { secrets: mask::merge(hits, &masks, raw), runs, masks })
    }

    /// `raw` with its secrets masked, and where the masks stand.
    fn masked(&self, raw: &[u8], secrets: &[Hit<'_>]) -> (Vec<u8>, Vec<Range<usize>>) {
        let mut out = Vec::with_capacity(raw.len());
        let mut masks = Vec::with_capacity(secrets.len());
        let mut done = 0;
        for (range, name) in secrets {
            out.extend_from_slice(&raw[done..range.start]);
            let start = out.len();
            mask::write(&mut out, if self.outside { None } else { Some(name) });
            masks.push(start..out.len());
            done = range.end;
        }
        out.extend_from_slice(&raw[done..]);
        (out, masks)
    }
}
