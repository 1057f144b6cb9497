//! Which run a number or a span is about.

use tacit_spec::{BucketKey, EnvironmentId, Place, RunId, TeamId, TestId};

/// Which run a number or a span is about: ids, and names as they stand in definitions.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The run.
    pub run: RunId,
    /// The team it belongs to.
    pub team: TeamId,
    /// The bucket it belongs to.
    pub bucket: BucketKey,
    /// The bucket's name.
    pub bucket_name: String,
    /// The test.
    pub test: TestId,
    /// The test's name.
    pub test_name: String,
    /// The environment, if the test has one.
    pub environment: Option<EnvironmentId>,
    /// The environment's name.
    pub environment_name: String,
    /// Where it happened.
    pub place: Place,
    /// What asked for it: a word of the program.
    pub source: &'static str,
}
