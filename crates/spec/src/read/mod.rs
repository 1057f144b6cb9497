//! From a tree to the model. All mistakes are collected, not only the first.
//!
//! A reader takes the fields it knows from an [`object::Object`]; what remains goes to `other`, unless it looks like a
//! mistyped field. Known fields that stand there empty go to `other` too, so that writing gives back what was read.

mod environment;
mod object;
mod request;
mod step;
mod subtest;
mod test;

pub(crate) use environment::{environment, is_environment};
pub(crate) use object::{Problems, text_map};
pub(crate) use test::test;

use serde_json::Value;

use crate::{
    DefinitionError, Environment, Step, TestDefinition,
    source::{Node, Notation, Path},
};

/// Reads one thing with `reader` and gives it out only when nothing was wrong.
pub(crate) fn whole<T>(
    node: &Node,
    reader: impl FnOnce(&Node, &Path<'_>, &mut Problems) -> T,
) -> Result<T, Vec<DefinitionError>> {
    let mut problems = Problems::default();
    let read = reader(node, &Path::Root, &mut problems);
    problems.none_or(read)
}

impl TestDefinition {
    /// Reads a test from JSON: an export, or the body of an API request.
    ///
    /// Checks form and names. What the text *means* (limits, templates, reserved names) is
    /// [`TestDefinition::validate`]'s; [`crate::test_file::load`] does both and knows the lines.
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_json(text: &str) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::parse(text, Notation::Json).map_err(|error| vec![error])?, test)
    }

    /// The same, from YAML 1.2.
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_yaml(text: &str) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::parse(text, Notation::Yaml).map_err(|error| vec![error])?, test)
    }

    /// The same, from a value already parsed; errors have paths and no lines.
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_value(value: &Value) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::of(value), test)
    }
}

impl Step {
    /// Reads one step, as the API takes it.
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_value(value: &Value) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::of(value), |node, path, problems| step::step(node, path, problems).unwrap_or_default())
    }
}

impl Environment {
    /// Reads an environment from JSON: the body of an API request. As [`TestDefinition::from_json`].
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_json(text: &str) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::parse(text, Notation::Json).map_err(|error| vec![error])?, environment)
    }

    /// Reads an environment, as the API takes it.
    ///
    /// # Errors
    /// All mistakes found.
    pub fn from_value(value: &Value) -> Result<Self, Vec<DefinitionError>> {
        whole(&Node::of(value), environment)
    }
}
