//! The tests that a test runs as subtests.

use std::collections::BTreeMap;

use crate::{Environment, TestDefinition, test::Callee};

/// Every test that a run can come to through subtests, by what subtests say of it. Which are missing there cannot be run.
pub type CalledTests = BTreeMap<Callee, CalledTest>;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct CalledTest {
    /// What it does.
    pub test: TestDefinition,
    /// The shared environment that `environment` inherits from.
    pub shared: Option<Environment>,
    /// Where it runs; `None` for the environment of the test that calls it.
    pub environment: Option<Environment>,
}

impl CalledTest {
    /// Its environments.
    pub fn environments(&self) -> impl Iterator<Item = &Environment> {
        self.shared.iter().chain(&self.environment)
    }
}
