//! The variables of a run, each with the label of its last write.

use std::mem;

use indexmap::IndexMap;
use tacit_taint::{Label, Labeled, seam};

/// Variables in order of their first write.
///
/// An entry without a value is a variable that a labelled script could have written or a labelled response could have
/// filled: it is undefined, but that it is undefined depends on a secret.
#[derive(Default)]
pub(crate) struct Scope(IndexMap<String, Labeled<Option<String>>>);

impl Scope {
    pub(crate) fn set(&mut self, name: &str, value: String, label: Label) {
        self.0.insert(name.to_owned(), Labeled::new(Some(value), label));
    }

    /// The variable may have been written under `label`, and was not: its old value stays, its label grows.
    pub(crate) fn raise(&mut self, name: &str, label: &Label) {
        // In place: a variable's position must not tell whether it was written.
        let entry = self.0.entry(name.to_owned()).or_insert_with(|| Labeled::public(None));
        *entry = mem::replace(entry, Labeled::public(None)).raised(label);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Labeled<Option<String>>> {
        self.0.get(name)
    }

    /// Whether the variable has a value; what that depends on is in its label.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.open(seam::Engine).is_some())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Labeled<Option<String>>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}
