//! Which secrets a piece of data depends on.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identifies a secret in labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretId(pub Uuid);

/// How a value reached the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A token that stands for the value moved; nobody on the way had the value, and nothing depends on it.
    Token,
    /// Template code moved the value and did nothing else with it.
    Carried,
    /// A script saw the plaintext and may have done anything with it.
    Computed,
}

/// A set of secrets, each with the kind of the dependency. The empty set is public.
///
/// Labels form a lattice: [`join`](Self::join) is union, keeping the higher kind of each secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label(Vec<(SecretId, Kind)>);

impl Label {
    /// Depends on no secret.
    pub const PUBLIC: Self = Self(Vec::new());

    /// Depends on one secret.
    #[must_use]
    pub fn of(secret: SecretId, kind: Kind) -> Self {
        Self(vec![(secret, kind)])
    }

    /// Whether no secret is in it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0.is_empty()
    }

    /// The highest kind in the set; `None` when public.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.0.iter().map(|(_, kind)| *kind).max()
    }

    /// The secrets, in order of their id.
    pub fn secrets(&self) -> impl Iterator<Item = SecretId> + '_ {
        self.0.iter().map(|(id, _)| *id)
    }

    /// Adds everything in `other`.
    pub fn join(&mut self, other: &Label) {
        for (id, kind) in &other.0 {
            match self.0.binary_search_by_key(id, |(own, _)| *own) {
                Ok(at) => self.0[at].1 = self.0[at].1.max(*kind),
                Err(at) => self.0.insert(at, (*id, *kind)),
            }
        }
    }

    /// The union of both.
    #[must_use]
    pub fn joined(&self, other: &Label) -> Label {
        let mut both = self.clone();
        both.join(other);
        both
    }

    /// Whether every secret in it is in `other` too, of whatever kind.
    #[must_use]
    pub fn within(&self, other: &Label) -> bool {
        self.secrets().all(|id| other.0.binary_search_by_key(&id, |(own, _)| *own).is_ok())
    }

    /// The label of what a script makes of data it read: it computed on values, but not on those that a token stood for.
    #[must_use]
    pub fn read(&self) -> Label {
        let read = |kind: Kind| if kind == Kind::Token { kind } else { Kind::Computed };
        Self(self.0.iter().map(|(id, kind)| (*id, read(*kind))).collect())
    }

    /// The label of what comes back for data that was sent: values went out in the place of tokens.
    #[must_use]
    pub fn spent(&self) -> Label {
        Self(self.0.iter().map(|(id, kind)| (*id, (*kind).max(Kind::Carried))).collect())
    }

    /// The same secrets, every one of them `computed`.
    #[must_use]
    pub fn computed(&self) -> Label {
        Self(self.0.iter().map(|(id, _)| (*id, Kind::Computed)).collect())
    }
}
