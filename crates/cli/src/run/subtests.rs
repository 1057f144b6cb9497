//! Subtests: other tests of the files that are run, by id, or by name where they have none.

use serde_json::Value;
use tacit_spec::{
    CalledTest, CalledTests, TestDefinition,
    test::{Callee, SubtestEnvironment},
    test_file::LoadedTest,
};

use super::{case::own, load::Around};
use crate::Failure;

/// Every test of `all` that `test` can come to.
pub(super) fn called(
    test: &TestDefinition,
    all: &[LoadedTest],
    around: &Around,
) -> Result<CalledTests, Failure> {
    let mut called = CalledTests::new();
    let mut open: Vec<Callee> = callees(test);
    while let Some(callee) = open.pop() {
        if !called.contains_key(&callee)
            && let Some(loaded) = find(all, &callee.test)
            && let Some(found) = in_its_place(loaded, &callee, around)?
        {
            open.extend(callees(&found.test));
            called.insert(callee, found);
        }
    }
    Ok(called)
}

fn callees(test: &TestDefinition) -> Vec<Callee> {
    test.subtests().into_iter().map(|subtest| subtest.callee.clone()).collect()
}

fn find<'a>(all: &'a [LoadedTest], wanted: &str) -> Option<&'a LoadedTest> {
    let is = |loaded: &&LoadedTest, field: &str| {
        loaded.test.other.get(field).and_then(Value::as_str) == Some(wanted)
    };
    let by_id = all.iter().find(|loaded| is(loaded, "id") || is(loaded, "uuid"));
    by_id.or_else(|| all.iter().find(|loaded| loaded.test.name == wanted))
}

fn in_its_place(
    loaded: &LoadedTest,
    callee: &Callee,
    around: &Around,
) -> Result<Option<CalledTest>, Failure> {
    let LoadedTest { test, environments } = loaded;
    let (environment, shared) = match &callee.environment {
        SubtestEnvironment::Parents => {
            return Ok(Some(CalledTest { test: test.clone(), shared: None, environment: None }));
        }
        SubtestEnvironment::Default => own(test, environments, None)?,
        SubtestEnvironment::Chosen(id) => {
            let by_id =
                |id: &str| environments.iter().find(|own| own.id.is_some_and(|own| own.to_string() == id));
            let Some(environment) = by_id(id) else { return Ok(None) };
            let shared = environment.parent.and_then(|parent| by_id(&parent.to_string()));
            (environment.clone(), shared.cloned())
        }
    };
    let (environment, shared) = around.over(Ok((environment, shared)))?;
    Ok(Some(CalledTest { test: test.clone(), shared, environment: Some(environment) }))
}
