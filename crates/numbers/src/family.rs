//! Numbers as they stand at one moment.

use crate::{About, Labels};

/// All numbers of one name.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// What they say.
    pub about: About,
    /// The numbers.
    pub samples: Vec<Sample>,
}

/// One number.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// What tells it apart.
    pub labels: Labels,
    /// How it stands.
    pub value: Value,
}

/// How a number stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Counted.
    Count(u64),
    /// Measured.
    Number(f64),
    /// How often it was how large.
    Distribution(Distribution),
}

/// How often something was how large.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Upper bounds of the buckets; a last one without bound follows.
    pub bounds: &'static [f64],
    /// How many fell into each bucket, the last one included.
    pub counts: Vec<u64>,
    /// All of them added up.
    pub sum: f64,
}

impl Distribution {
    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl Family {
    /// One number without labels.
    #[must_use]
    pub fn single(about: About, value: Value) -> Self {
        Self { about, samples: vec![Sample { labels: Labels::none(), value }] }
    }
}
