//! What the engine is given: a definition, where it belongs, and the secrets it may use.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use tacit_spec::{AllowedHost, CalledTests, Environment, TestDefinition};
use tacit_taint::{Needles, Scrubber, Secret, SecretId, weakness};

use crate::evaluate::RunContext;

/// One run, ready to be executed.
pub struct Plan {
    /// What to do.
    pub test: TestDefinition,
    /// What the built-ins say about the run.
    pub context: RunContext,
    /// The shared environment that `environment` inherits from.
    pub shared: Option<Environment>,
    /// The environment of the test.
    pub environment: Environment,
    /// The tests that it runs as subtests.
    pub subtests: CalledTests,
    /// Variables given when the run was triggered; literal text.
    pub trigger_variables: Vec<(String, String)>,
    /// Secrets of the team and the bucket.
    pub secrets: Arc<Secrets>,
    /// How much the run may use.
    pub limits: Limits,
    /// Whose scripts may share a sandbox process.
    pub team: uuid::Uuid,
}

impl Plan {
    /// Everything that the run can come to: the test and its subtests.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &TestDefinition> {
        [&self.test].into_iter().chain(self.subtests.values().map(|called| &called.test))
    }

    /// Every environment that steps can run in.
    pub(crate) fn environments(&self) -> impl Iterator<Item = &Environment> {
        let own = self.shared.iter().chain([&self.environment]);
        own.chain(self.subtests.values().flat_map(|called| called.environments()))
    }
}

/// How much a run may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wall-clock time of the whole run.
    pub run: Duration,
    /// Wall-clock time of one request, redirects included.
    pub request: Duration,
    /// Wall-clock time until a connection stands.
    pub connect: Duration,
    /// Wall-clock time of one script.
    pub script: Duration,
    /// Decoded bytes of a response.
    pub response_body: usize,
    /// Bytes of a body that are kept in the record.
    pub kept_body: usize,
}

impl Default for Limits {
    /// Runscope's documented limits: ten minutes a run; 90 s to connect and 270 s in all for a request; 20 s a script.
    fn default() -> Self {
        Self {
            run: Duration::from_secs(600),
            request: Duration::from_secs(270),
            connect: Duration::from_secs(90),
            script: Duration::from_secs(20),
            response_body: 10 << 20,
            kept_body: 256 << 10,
        }
    }
}

/// The secrets that a run may use, with the needles of all their values.
pub struct Secrets {
    entries: BTreeMap<String, StoredSecret>,
    /// Names of those whose values are kept elsewhere and could not be fetched.
    away: BTreeSet<String>,
    pub(crate) needles: Arc<Needles>,
    /// Of the sealed ones alone; `None` when none is.
    pub(crate) sealed_needles: Option<Arc<Needles>>,
}

/// One secret, opened for a run.
pub struct StoredSecret {
    /// Names it in labels.
    pub id: SecretId,
    /// Its value.
    pub value: Arc<Secret>,
    /// What the owner chose to show of steps that use it.
    pub visibility: Visibility,
    /// Where it may go; a secret with none is a plain one.
    pub allowed_hosts: Vec<AllowedHost>,
}

/// What is shown of steps that use a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Everything, with the value and its encoded forms cut out.
    Redact,
    /// No headers, no bodies, no values.
    Strict,
}

impl StoredSecret {
    /// Whether only allowed hosts get it.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        !self.allowed_hosts.is_empty()
    }
}

impl Secrets {
    /// The secrets by name, and the needles of every live version of them.
    ///
    /// A value that is easy to guess is strict whatever its owner chose: a text with a mask in it would tell the value.
    #[must_use]
    pub fn new(mut entries: BTreeMap<String, StoredSecret>, needles: Arc<Needles>) -> Self {
        for secret in entries.values_mut().filter(|secret| weakness(&secret.value).is_some()) {
            secret.visibility = Visibility::Strict;
        }
        Self { entries, away: BTreeSet::new(), needles, sealed_needles: None }
    }

    /// The same, with the names of secrets that there are and whose values could not be fetched.
    #[must_use]
    pub fn with_away(self, away: BTreeSet<String>) -> Self {
        Self { away, ..self }
    }

    /// The same, with the needles of every live version of the sealed ones, which answers are searched for.
    #[must_use]
    pub fn with_sealed(self, needles: Arc<Needles>) -> Self {
        Self { sealed_needles: Some(needles), ..self }
    }

    /// Finds these secrets in text that stands beside a record, such as the name of a test.
    #[must_use]
    pub fn scrubber(&self) -> Scrubber {
        Scrubber::new().layered(Arc::clone(&self.needles))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&StoredSecret> {
        self.entries.get(name)
    }

    pub(crate) fn is_away(&self, name: &str) -> bool {
        self.away.contains(name)
    }

    pub(crate) fn by_id(&self, id: SecretId) -> Option<&StoredSecret> {
        self.entries.values().find(|secret| secret.id == id)
    }

    pub(crate) fn is_sealed(&self, id: SecretId) -> bool {
        self.by_id(id).is_some_and(StoredSecret::is_sealed)
    }

    /// Whether any is sealed.
    pub(crate) fn any_sealed(&self) -> bool {
        self.entries.values().any(StoredSecret::is_sealed)
    }

    pub(crate) fn visibility_of(&self, id: SecretId) -> Option<Visibility> {
        self.entries.values().find(|secret| secret.id == id).map(|secret| secret.visibility)
    }

    pub(crate) fn name_of(&self, id: SecretId) -> Option<&str> {
        self.entries.iter().find(|(_, secret)| secret.id == id).map(|(name, _)| name.as_str())
    }
}
