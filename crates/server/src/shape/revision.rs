//! A saved definition.

use serde::Serialize;
use serde_json::Value;
use tacit_app::RevisionView;
use utoipa::ToSchema;

use super::test::PersonRef;
use crate::time::seconds;

/// A revision in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionBody {
    /// Counts the definitions, from 1.
    revision: i64,
    /// Unix seconds.
    created_at: f64,
    /// `null` when the person is gone.
    author: Option<PersonRef>,
}

/// A revision with its definition.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionDetail {
    #[serde(flatten)]
    about: RevisionBody,
    /// The definition then.
    #[schema(value_type = Object)]
    definition: Value,
}

impl RevisionBody {
    pub(crate) fn new<T>(view: &RevisionView<T>) -> Self {
        Self {
            revision: view.revision,
            created_at: seconds(view.created_at),
            author: view.author.as_ref().map(PersonRef::new),
        }
    }
}

impl RevisionDetail {
    pub(crate) fn new<T>(view: &RevisionView<T>, definition: impl FnOnce(&T) -> Value) -> Self {
        Self { about: RevisionBody::new(view), definition: definition(&view.definition) }
    }
}
