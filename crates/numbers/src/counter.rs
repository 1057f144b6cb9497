//! What is counted.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use crate::{About, Family, Labels, Sample, Text, Value};

/// Counts one thing.
#[derive(Debug)]
pub struct Counter {
    about: About,
    count: AtomicU64,
}

impl Counter {
    /// Begins at nothing.
    #[must_use]
    pub const fn new(about: About) -> Self {
        Self { about, count: AtomicU64::new(0) }
    }

    /// Counts `more`.
    pub fn add(&self, more: u64) {
        self.count.fetch_add(more, Relaxed);
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// How it stands.
    #[must_use]
    pub fn family(&self) -> Family {
        Family::single(self.about, Value::Count(self.count()))
    }
}

/// Counts things of several kinds.
#[derive(Debug)]
pub struct Counters {
    about: About,
    counts: Mutex<BTreeMap<Labels, u64>>,
}

impl Counters {
    /// Begins at nothing.
    #[must_use]
    pub const fn new(about: About) -> Self {
        Self { about, counts: Mutex::new(BTreeMap::new()) }
    }

    /// Counts `more` of the kind with these values of the labels.
    pub fn add(&self, values: impl IntoIterator<Item = Text>, more: u64) {
        let labels = Labels::new(self.about.labels, values);
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(labels).or_default() += more;
    }

    /// How they stand.
    #[must_use]
    pub fn family(&self) -> Family {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let sample =
            |(labels, count): (&Labels, &u64)| Sample { labels: labels.clone(), value: Value::Count(*count) };
        Family { about: self.about, samples: counts.iter().map(sample).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_counted_for_itself() {
        let counters = Counters::new(About::counter("tacit_things", "Things.", &["kind"]));
        counters.add([Text::word("a")], 1);
        counters.add([Text::word("b")], 5);
        counters.add([Text::word("a")], 2);
        let family = counters.family();
        let values: Vec<_> = family.samples.into_iter().map(|sample| sample.value).collect();
        assert_eq!(values, [Value::Count(3), Value::Count(5)]);
    }
}
