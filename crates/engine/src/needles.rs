//! Secrets that come to be during a run (R11): session cookies, tokens taken from responses, digests of secrets.

use std::sync::{Arc, Mutex, PoisonError};

use tacit_taint::{Label, NeedlesBuilder, Scrubber, Secret, SecretId, weakness};

use crate::exposure::Policy;

/// The derived secrets of one run, and the scrubber that knows them and the stored ones.
///
/// A value that is easy to guess (`completed`, `42`) is not searched for: masking it wherever it stands in public text
/// would tell a reader what it is. Labels keep such values from being shown where they depend on a secret.
///
/// Nor is a value that a script may have chosen by a secret, where what depends on it is hidden as a whole: which of
/// several texts is masked in public parts would be a message of the script's.
pub(crate) struct DerivedSecrets {
    policy: Policy,
    state: Mutex<State>,
}

struct State {
    values: Vec<(String, Secret)>,
    built: usize,
    scrubber: Scrubber,
}

impl DerivedSecrets {
    pub(crate) fn new(policy: Policy) -> Self {
        let scrubber = policy.secrets.scrubber();
        Self { policy, state: Mutex::new(State { values: Vec::new(), built: 0, scrubber }) }
    }

    /// From now on `value` is searched for in everything that is shown.
    pub(crate) fn add(&self, value: &str, label: &Label) {
        if self.policy.level(label, &Label::PUBLIC).hides_verdict() {
            return;
        }
        let secret = Secret::new(value.to_owned());
        if weakness(&secret).is_some() {
            return;
        }
        let name = self.names(label).join("+");
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.values.iter().any(|(_, known)| known.same_as(&secret)) {
            state.values.push((name, secret));
        }
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
