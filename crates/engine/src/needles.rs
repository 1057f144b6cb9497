//! Secrets that come to be during a run (R11): session cookies, tokens taken from responses, digests of secrets.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;
use tacit_taint::{Label, NeedlesBuilder, Scrubber, Secret, SecretId, weakness};

use crate::{exposure::Policy, plan::Plan};

/// The derived secrets of one run, and the scrubber that knows them and the stored ones.
///
/// A value that is easy to guess (`completed`, `42`) is not searched for: masking it wherever it stands in public text
/// would tell a reader what it is. Labels keep such values from being shown where they depend on a secret.
///
/// Nor is what stands in the definitions, such as the name of the target in an answer that quotes the request: readers know
/// it, and would be shown masks in its place.
///
/// Nor is a value that a script may have chosen by a secret, where what depends on it is hidden as a whole: which of
/// several texts is masked in public parts would be a message of the script's.
pub(crate) struct DerivedSecrets<'a> {
    policy: Policy,
    plan: &'a Plan,
    /// The definitions as text: what stands there is known to every reader.
    written: OnceLock<String>,
    state: Mutex<State>,
}

struct State {
    values: Vec<(String, Secret)>,
    built: usize,
    scrubber: Scrubber,
}

impl<'a> DerivedSecrets<'a> {
    pub(crate) fn new(policy: Policy, plan: &'a Plan) -> Self {
        let scrubber = policy.secrets.scrubber();
        Self {
            policy,
            plan,
            written: OnceLock::new(),
            state: Mutex::new(State { values: Vec::new(), built: 0, scrubber }),
        }
    }

    /// From now on `value` is searched for in everything that is shown. Of a document, what stands in it.
    pub(crate) fn add(&self, value: &str, label: &Label) {
        if self.policy.level(label, &Label::PUBLIC).hides_verdict() {
            return;
        }
        let value = value.trim();
        match value.starts_with(['{', '[']).then(|| serde_json::from_str(value)) {
            Some(Ok(document)) => self.add_leaves(&document, label),
            _ if value.contains('\n') => value.lines().for_each(|line| self.add_text(line.trim(), label)),
            _ => self.add_text(value, label),
        }
    }

    fn add_leaves(&self, document: &Value, label: &Label) {
        match document {
            Value::String(text) => self.add(text, label),
            Value::Number(number) => self.add_text(&number.to_string(), label),
            Value::Array(items) => items.iter().for_each(|item| self.add_leaves(item, label)),
            Value::Object(fields) => fields.values().for_each(|field| self.add_leaves(field, label)),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn add_text(&self, value: &str, label: &Label) {
        let secret = Secret::new(value.to_owned());
        if weakness(&secret).is_some() || self.written().contains(value) {
            return;
        }
        let name = self.names(label).join("+");
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.values.iter().any(|(_, known)| known.same_as(&secret)) {
            state.values.push((name, secret));
        }
    }

    fn written(&self) -> &str {
        self.written.get_or_init(|| {
            let environments = self.plan.environments().map(tacit_spec::Environment::to_stored);
            let tests = self.plan.tests().map(tacit_spec::TestDefinition::to_stored);
            Value::from_iter(tests.chain(environments)).to_string()
        })
    }

    /// A scrubber for the stored secrets and every derived one that is known by now.
    pub(crate) fn scrubber(&self) -> Scrubber {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.built < state.values.len() {
            let mut builder = NeedlesBuilder::new();
            for (name, value) in &state.values {
                builder.add(name, value);
            }
            state.scrubber = self.stored().layered(Arc::new(builder.build()));
            state.built = state.values.len();
        }
        state.scrubber.clone()
    }

    /// A scrubber for the stored secrets alone.
    pub(crate) fn stored(&self) -> Scrubber {
        self.policy.secrets.scrubber()
    }

    /// Whether secrets came to be during the run.
    pub(crate) fn any(&self) -> bool {
        !self.state.lock().unwrap_or_else(PoisonError::into_inner).values.is_empty()
    }

    /// The names of the stored secrets in a label.
    pub(crate) fn names(&self, label: &Label) -> Vec<String> {
        label
            .secrets()
            .filter_map(|id: SecretId| self.policy.secrets.name_of(id).map(str::to_owned))
            .collect()
    }
}
