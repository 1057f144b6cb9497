//! In which order messages were written, whatever the clock does.

use std::sync::atomic::{AtomicI64, Ordering::AcqRel, Ordering::Acquire};

use crate::Micros;

/// Gives each message a moment later than that of the one before.
#[derive(Default)]
pub(crate) struct Moments(AtomicI64);

impl Moments {
    pub(super) fn next(&self, now: Micros) -> Micros {
        let later = |last: i64| Some(now.max(last.saturating_add(1)));
        let last = self.0.fetch_update(AcqRel, Acquire, later).unwrap_or_else(|last| last);
        now.max(last.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;

    #[test]
    fn a_clock_that_stands_or_goes_back_changes_no_order() {
        let moments = Moments::default();
        assert_eq!([5, 5, 3, 9].map(|now| moments.next(now)), [5, 6, 7, 9]);
    }
}
