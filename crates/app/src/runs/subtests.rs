//! The tests that a test runs as subtests.

use tacit_spec::{
    BucketKey, CalledTest, CalledTests, EnvironmentId, TestDefinition, TestId, limits,
    test::{Callee, SubtestEnvironment},
};
use tacit_store::{environments, tests};

use super::{GivenUp, job::Unready};
use crate::{
    App,
    definitions::{read_definition, read_environment, usable_by},
};

impl App {
    /// Every test that `test` can come to, as it is now. What there is none of is left out: the step says so in the result.
    ///
    /// Only tests of the same bucket: the secrets of a run are those of its bucket, and who may run it may see it.
    pub(super) async fn called_tests(
        &self,
        bucket: &BucketKey,
        test: &TestDefinition,
    ) -> Result<CalledTests, Unready> {
        let mut called = CalledTests::new();
        let mut open: Vec<Callee> = callees(test);
        let mut bytes = 0;
        while let Some(callee) = open.pop() {
            if called.contains_key(&callee) || called.len() == limits::SUBTESTS_PER_RUN {
                continue;
            }
            let Some((found, size)) = self.called_test(bucket, &callee).await? else { continue };
            bytes += size;
            // All of it is in memory while the run goes on, and travels to an agent in one piece.
            if bytes <= limits::FILE_BYTES {
                open.extend(callees(&found.test));
                called.insert(callee, found);
            }
        }
        Ok(called)
    }

    /// With the bytes of its definition.
    async fn called_test(
        &self,
        bucket: &BucketKey,
        callee: &Callee,
    ) -> Result<Option<(CalledTest, usize)>, Unready> {
        let store = &self.parts.store;
        let later = |error: tacit_store::StoreError| Unready::Later(error.into());
        let never = |why: GivenUp| move |_: crate::AppError| Unready::Never(why);
        if !callee.bucket.is_empty() && callee.bucket != bucket.0 {
            return Ok(None);
        }
        let Ok(id) = callee.test.parse() else { return Ok(None) };
        let Some(test) = tests::find_in(store, bucket, TestId(id)).await.map_err(later)? else {
            return Ok(None);
        };
        let size = test.definition.len();
        let definition = read_definition(&test.definition).map_err(never(GivenUp::Definition))?;
        let row = match &callee.environment {
            SubtestEnvironment::Parents => {
                let called = CalledTest { test: definition, shared: None, environment: None };
                return Ok(Some((called, size)));
            }
            SubtestEnvironment::Chosen(id) => {
                let Ok(id) = id.parse() else { return Ok(None) };
                match environments::find(store, EnvironmentId(id)).await.map_err(later)? {
                    Some(row) if usable_by(&row, &test) => Some(row),
                    _ => return Ok(None),
                }
            }
            SubtestEnvironment::Default => match test.default_environment {
                Some(id) => environments::find(store, id).await.map_err(later)?,
                None => environments::of_test(store, test.id).await.map_err(later)?.into_iter().next(),
            },
        };
        let (mut environment, mut shared) = (tacit_spec::Environment::default(), None);
        if let Some(row) = row {
            environment = read_environment(&row).map_err(never(GivenUp::Environment))?;
            if let Some(parent) = row.parent
                && let Some(row) = environments::find(store, parent).await.map_err(later)?
            {
                shared = Some(read_environment(&row).map_err(never(GivenUp::Environment))?);
            }
        }
        Ok(Some((CalledTest { test: definition, shared, environment: Some(environment) }, size)))
    }
}

fn callees(test: &TestDefinition) -> Vec<Callee> {
    test.subtests().into_iter().map(|subtest| subtest.callee.clone()).collect()
}
