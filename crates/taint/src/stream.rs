//! The scrubber over text that arrives in pieces.

use crate::{Scrubber, mask, scrub::Redacted};

/// Scrubs a stream: what [`push`](Self::push) and [`finish`](Self::finish) hand out, put together, is what scrubbing
/// everything at once would give, wherever the pieces were cut.
pub struct StreamScrubber {
    scrubber: Scrubber,
    held: Vec<u8>,
}

impl StreamScrubber {
    pub(crate) fn new(scrubber: Scrubber) -> Self {
        Self { scrubber, held: Vec::new() }
    }

    /// Takes the next piece; gives what is certain to be clean by now.
    #[must_use]
    pub fn push(&mut self, piece: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(piece);
        Vec::new()
    }

    /// Gives the rest.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        match self.scrubber.redact(&self.held) {
            Redacted::Clean(bytes) => bytes.into_owned(),
            Redacted::Dropped => {
                let mut out = Vec::new();
                mask::write(&mut out, None);
                out
            }
        }
    }
}
