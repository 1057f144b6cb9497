//! Parts of a record that may be hidden.

use serde::{Deserialize, Serialize};

/// A part that is shown, hidden because of a secret, or was never there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown<V> {
    /// For every reader of the result.
    Shown(V),
    /// Depends on a secret; nothing of it was kept.
    Hidden(Hidden),
    /// The step did not get that far.
    #[default]
    Absent,
}

/// Why a part is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// The step sent a secret, so this may hold its value.
    SecretSent,
    /// A script saw the secret's value and may have put anything here.
    ScriptSawSecret,
    /// Whether this happened at all depends on a secret.
    Conditional,
}

impl<V> Shown<V> {
    /// The part, if it is shown.
    pub fn shown(&self) -> Option<&V> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Hidden(_) | Self::Absent => None,
        }
    }

    /// Whether the part is hidden, and why.
    pub fn hidden(&self) -> Option<Hidden> {
        match self {
            Self::Hidden(why) => Some(*why),
            Self::Shown(_) | Self::Absent => None,
        }
    }

    /// Whether there is nothing to show or hide.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Changes what is shown.
    pub fn map<U>(self, change: impl FnOnce(V) -> U) -> Shown<U> {
        match self {
            Self::Shown(value) => Shown::Shown(change(value)),
            Self::Hidden(why) => Shown::Hidden(why),
            Self::Absent => Shown::Absent,
        }
    }
}
