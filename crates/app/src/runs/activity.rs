//! What a bucket's page shows beside each test.

use std::collections::HashMap;

use tacit_spec::{BucketKey, EnvironmentId, TestId};
use tacit_store::runs::{self, MetricFilter, Summary};

use super::{Timeframe, metrics::split};
use crate::{App, Permission, Result, Who};

/// How a test did in a period, and in the one before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Activity {
    /// The period.
    pub now: Summary,
    /// The one before.
    pub before: Summary,
}

impl App {
    /// How these tests of a bucket did.
    pub async fn activity(
        &self,
        who: &Who,
        bucket: &BucketKey,
        tests: Vec<TestId>,
        frame: Timeframe,
        environment: Option<EnvironmentId>,
    ) -> Result<HashMap<TestId, Activity>> {
        self.bucket(who, bucket, Permission::ViewTests).await?;
        let (from, middle, to) = frame.bounds(self.now());
        let mut all = HashMap::new();
        for test in tests {
            let filter = MetricFilter { place: None, environment, from, to };
            let points = runs::points(&self.parts.store, test, filter).await?;
            let (before, now) = split(&points, middle);
            all.insert(test, Activity { now: runs::summary(now), before: runs::summary(before) });
        }
        Ok(all)
    }
}
