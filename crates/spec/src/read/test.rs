//! A test.

use super::{
    object::{Object, Problems},
    step::steps,
};
use crate::{
    TestDefinition,
    source::{Node, Path},
};

/// Fields of an export or an API answer that are never a typing slip.
const PASSED_ON: &[&str] = &[
    "id",
    "uuid",
    "version",
    "exported_at",
    "trigger_url",
    "environment",
    "environments",
    "schedules",
    "step_count",
    "last_run",
    "last_run_created_at",
    "created_at",
    "created_by",
    "default_environment_id",
];

pub(crate) fn test(node: &Node, path: &Path<'_>, problems: &mut Problems) -> TestDefinition {
    let Some(mut object) = Object::open(node, path, problems) else { return TestDefinition::default() };
    let name = object.require_text("name", problems);
    let description = object.optional_text("description", problems);
    let steps = steps(&mut object, path, problems);
    TestDefinition { name, description, steps, other: object.finish(PASSED_ON, problems) }
}
