//! Where a value is kept that is not kept here: sealed in the value's place.

use serde::{Deserialize, Serialize};
use tacit_taint::{Secret, seam::Vault};

/// No value that somebody types begins with it: see [`check_value`](super::check_value).
pub(super) const MARK: &str = "\u{0}tacit:kept-elsewhere\u{0}";

/// Where a value is kept. Not secret by itself, and sealed all the same: who could change it in the store could let a test
/// send another value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The name of the source, as the operator calls it.
    pub source: String,
    /// The place in the source.
    pub path: String,
    /// The field of what lies there, where it has fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Reference {
    /// What is sealed in the value's place.
    #[must_use]
    pub fn in_place_of_value(&self) -> Secret {
        let text = serde_json::to_string(self).expect("three texts can be written");
        Secret::new(format!("{MARK}{text}"))
    }

    /// The reference that was sealed in the value's place; `None` for a value. One that cannot be read was never written.
    pub fn of(value: &Secret) -> Result<Option<Self>, UnreadableReference> {
        let Some(text) = value.open(Vault).strip_prefix(MARK) else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| UnreadableReference)
    }
}

/// What stands in a value's place cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what says where a value is kept cannot be read")]
pub struct UnreadableReference;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::check_value;

    #[test]
    fn it_stands_in_the_place_of_a_value_and_nobody_can_type_one() {
        for field in [None, Some("key".to_owned())] {
            let reference = Reference { source: "vault".into(), path: "orders/api".into(), field };
            let sealed = reference.in_place_of_value();
            assert_eq!(Reference::of(&sealed), Ok(Some(reference)));
            assert!(check_value(&sealed).is_err(), "it is not a value that is typed");
        }
        assert_eq!(Reference::of(&Secret::new("value".into())), Ok(None));
        assert_eq!(Reference::of(&Secret::new(format!("{MARK}{{}}"))), Err(UnreadableReference));
        assert!(check_value(&Secret::new("a\u{0}b".into())).is_ok());
    }
}
