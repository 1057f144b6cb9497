//! What is measured each time it happens.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::{About, Distribution, Family, Labels, Sample, Text, Unit, Value};

/// From ten milliseconds to ten minutes.
pub const SECONDS: &[f64] =
    &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0];
/// From one to more than a thousand.
pub const SIZES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// How often something was how large, for things of several kinds.
#[derive(Debug)]
pub struct Histograms {
    about: About,
    known: Mutex<BTreeMap<Labels, Measured>>,
}

#[derive(Clone, Debug)]
struct Measured {
    counts: Vec<u64>,
    sum: f64,
}

impl Histograms {
    /// Nothing yet.
    #[must_use]
    pub const fn new(about: About) -> Self {
        Self { about, known: Mutex::new(BTreeMap::new()) }
    }

    /// Notes one of the kind with these values of the labels.
    pub fn note(&self, values: impl IntoIterator<Item = Text>, value: f64) {
        if !value.is_finite() {
            return;
        }
        let labels = Labels::new(self.about.labels, values);
        let bounds = self.bounds();
        let bucket = bounds.partition_point(|bound| *bound < value);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let measured =
            known.entry(labels).or_insert_with(|| Measured { counts: vec![0; bounds.len() + 1], sum: 0.0 });
        measured.counts[bucket] += 1;
        measured.sum += value;
    }

    /// How they stand.
    #[must_use]
    pub fn family(&self) -> Family {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let sample = |(labels, measured): (&Labels, &Measured)| {
            let Measured { counts, sum } = measured.clone();
            let value = Value::Distribution(Distribution { bounds: self.bounds(), counts, sum });
            Sample { labels: labels.clone(), value }
        };
        Family { about: self.about, samples: known.iter().map(sample).collect() }
    }

    fn bounds(&self) -> &'static [f64] {
        if self.about.unit == Unit::Seconds { SECONDS } else { SIZES }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_its_bucket() {
        let histograms = Histograms::new(About::histogram("tacit_size", "Sizes.", &[]));
        for value in [1.0, 1.5, 2.0, 5000.0, f64::NAN] {
            histograms.note([], value);
        }
        let Value::Distribution(sizes) = histograms.family().samples.remove(0).value else {
            panic!("a histogram")
        };
        assert_eq!(sizes.counts[..3], [1, 2, 0]);
        assert_eq!(sizes.counts.last(), Some(&1));
        assert_eq!((sizes.count(), sizes.sum), (4, 5004.5));
    }
}
