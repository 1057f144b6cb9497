//! One test in one environment.

use tacit_engine::evaluate::RunContext;
use tacit_spec::{CalledTests, Environment, TestDefinition, test_file::LoadedTest, usage};
use tacit_taint::{CleanText, Scrubber};

use super::{load::Around, subtests::called};
use crate::{Failure, terminal::printable};

/// A test, ready to be run, and its names, ready to be shown.
pub(crate) struct Case {
    /// The file it stands in.
    pub(crate) file: CleanText,
    /// Its name.
    pub(crate) name: CleanText,
    /// The environment's name.
    pub(crate) environment_name: CleanText,
    /// What to do.
    pub(crate) test: TestDefinition,
    /// Where to do it.
    pub(crate) environment: Environment,
    /// What the environment inherits from.
    pub(crate) shared: Option<Environment>,
    /// The tests that it runs as subtests.
    pub(crate) subtests: CalledTests,
}

impl Case {
    /// Puts the test and its environment together, and finds its subtests among `all`.
    pub(crate) fn new(
        file: CleanText,
        loaded: LoadedTest,
        all: &[LoadedTest],
        around: &Around,
        scrubber: &Scrubber,
    ) -> Result<Self, Failure> {
        let LoadedTest { test, environments } = loaded;
        let own = own(&test, &environments, around.name.as_deref());
        let (environment, shared) = around.over(own)?;
        Ok(Self {
            file,
            name: scrubber.text(&test.name),
            environment_name: scrubber.text(&environment.name),
            subtests: called(&test, all, around)?,
            test,
            environment,
            shared,
        })
    }

    /// The secrets that the definitions name.
    pub(crate) fn secrets_named(&self) -> impl Iterator<Item = String> {
        let called = || self.subtests.values();
        let tests = [&self.test].into_iter().chain(called().map(|called| &called.test));
        let environments = self.shared.iter().chain([&self.environment]);
        let environments = environments.chain(called().flat_map(|called| called.environments()));
        let of_environments = environments.flat_map(usage::secrets_used_by_environment);
        tests.flat_map(usage::secrets_used).chain(of_environments).map(|(name, _)| name)
    }

    /// What the built-ins say.
    pub(crate) fn context(&self) -> RunContext {
        let id = |id: &dyn ToString| id.to_string();
        RunContext {
            environment_name: self.environment.name.clone(),
            environment_uuid: self.environment.id.as_ref().map(|own| id(own)).unwrap_or_default(),
            test_name: self.test.name.clone(),
            region: "local".into(),
            ..RunContext::default()
        }
    }
}

/// The environment in the test's own file: the one that was asked for, its default one, or its first.
pub(super) fn own(
    test: &TestDefinition,
    environments: &[Environment],
    name: Option<&str>,
) -> Result<(Environment, Option<Environment>), Failure> {
    let chosen = match name {
        Some(name) => {
            Some(environments.iter().find(|environment| environment.name == name).ok_or_else(|| {
                let known: Vec<_> = environments
                    .iter()
                    .map(|environment| format!("`{}`", printable(&environment.name)))
                    .collect();
                let known = if known.is_empty() {
                    "the file has none; use --environment FILE".to_owned()
                } else {
                    format!("the file has {}", known.join(", "))
                };
                let test = printable(&test.name);
                Failure::usage(format!("the test `{test}` has no environment of this name")).hint(known)
            })?)
        }
        None => {
            let default = test.other.get("default_environment_id").and_then(serde_json::Value::as_str);
            let is_default = |environment: &&Environment| {
                environment.id.is_some_and(|id| Some(id.to_string().as_str()) == default)
            };
            environments.iter().find(is_default).or_else(|| environments.first())
        }
    };
    let environment = chosen.cloned().unwrap_or_default();
    let shared = environment.parent.and_then(|parent| environments.iter().find(|own| own.id == Some(parent)));
    Ok((environment, shared.cloned()))
}
