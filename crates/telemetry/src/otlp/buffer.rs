//! Spans that wait.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::sync::Notify;

/// Spans that wait at most; more are dropped.
const ROOM: usize = 16_384;
/// Spans in one request, and as many as are worth sending at once.
pub(super) const BATCH: usize = 1024;

/// Spans that wait for the collector.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    spans: Mutex<VecDeque<Span>>,
    many: Notify,
}

impl Buffer {
    /// Takes all spans of a run, or none: says how many there was no room for.
    pub(super) fn push(&self, run: Vec<Span>) -> usize {
        let mut spans = self.spans();
        if spans.len() + run.len() > ROOM {
            return run.len();
        }
        spans.extend(run);
        if spans.len() >= BATCH {
            drop(spans);
            self.many.notify_one();
        }
        0
    }

    /// The oldest spans.
    pub(super) fn take(&self) -> Vec<Span> {
        let mut spans = self.spans();
        let count = spans.len().min(BATCH);
        spans.drain(..count).collect()
    }

    /// Gives back what was taken last.
    pub(super) fn put_back(&self, taken: Vec<Span>) {
        let mut spans = self.spans();
        for span in taken.into_iter().rev() {
            spans.push_front(span);
        }
    }

    /// Whether there are enough for a request.
    pub(super) fn has_many(&self) -> bool {
        self.spans().len() >= BATCH
    }

    /// Waits until there may be enough.
    pub(super) async fn many(&self) {
        self.many.notified().await;
    }

    fn spans(&self) -> MutexGuard<'_, VecDeque<Span>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_dropped_whole_and_the_order_stays() {
        let buffer = Buffer::default();
        let named = |name: usize| Span { name: name.to_string(), ..Span::default() };
        for run in 0..ROOM / 2 {
            assert_eq!(buffer.push(vec![named(run), named(run)]), 0);
        }
        assert_eq!(buffer.push(vec![named(0)]), 1);
        let taken = buffer.take();
        assert_eq!((taken.len(), taken[2].name.as_str()), (BATCH, "1"));
        assert_eq!(buffer.push(vec![named(7)]), 0);
        buffer.put_back(taken);
        assert_eq!(buffer.take()[2].name, "1");
    }
}
