//! What goes up and down.

use std::sync::{Mutex, PoisonError};

use crate::{About, Family, Labels, Sample, Text, Value};

/// Numbers that whoever reads them sets just before.
#[derive(Debug)]
pub struct Gauges {
    about: About,
    samples: Mutex<Vec<Sample>>,
}

impl Gauges {
    /// None yet.
    #[must_use]
    pub const fn new(about: About) -> Self {
        Self { about, samples: Mutex::new(Vec::new()) }
    }

    /// The one number there is.
    pub fn set(&self, value: f64) {
        self.replace([(Vec::new(), value)]);
    }

    /// All numbers there are, each with the values of its labels.
    pub fn replace<L: IntoIterator<Item = Text>>(&self, all: impl IntoIterator<Item = (L, f64)>) {
        let labels = self.about.labels;
        let sample =
            |(values, value)| Sample { labels: Labels::new(labels, values), value: Value::Number(value) };
        let all = all.into_iter().map(sample).collect();
        *self.samples.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }

    /// How they stand.
    #[must_use]
    pub fn family(&self) -> Family {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Family { about: self.about, samples }
    }
}
