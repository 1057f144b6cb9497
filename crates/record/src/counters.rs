//! The counters of a run, as in the results of the REST API.

use serde::{Deserialize, Serialize};

/// How many there were, and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// In the definition.
    pub defined: u32,
    /// Evaluated and passed.
    pub passed: u32,
    /// Evaluated and failed.
    pub failed: u32,
}

impl Tally {
    /// Adds one that was evaluated.
    pub fn count(&mut self, passed: bool) {
        self.defined += 1;
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }

    /// Adds all of `other`.
    pub fn add(&mut self, other: Tally) {
        self.defined += other.defined;
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What was counted. Verdicts that may not be shown are counted as defined only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Requests sent; redirects are part of theirs.
    pub requests_executed: u32,
    /// Assertions.
    pub assertions: Tally,
    /// Variables taken from responses.
    pub variables: Tally,
    /// Scripts.
    pub scripts: Tally,
}

impl Counters {
    /// Adds all of `other`.
    pub fn add(&mut self, other: Counters) {
        self.requests_executed += other.requests_executed;
        self.assertions.add(other.assertions);
        self.variables.add(other.variables);
        self.scripts.add(other.scripts);
    }
}
