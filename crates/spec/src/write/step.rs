//! Steps.

use serde_json::Value;

use super::{Shape, Writer, merge, request::request, subtest::subtest};
use crate::{Step, StepKind, limits, test::Condition};

pub(super) fn step(step: &Step, shape: Shape) -> Value {
    let mut writer = Writer::new(shape);
    writer.id("id", step.id);
    writer.always("step_type", step.kind.step_type().to_owned());
    writer.field("skipped", step.skipped, step.skipped);
    writer.field("note", !step.note.is_empty(), step.note.clone());
    match &step.kind {
        StepKind::Request(read) => request(read, &mut writer),
        StepKind::Pause { seconds } => writer.always("duration", *seconds),
        StepKind::Condition(read) => condition(read, &mut writer, shape),
        StepKind::Loop(read) => {
            condition(&read.condition, &mut writer, shape);
            let fewer = read.max_iterations != limits::LOOP_ITERATIONS;
            writer.field("max_iterations", fewer, read.max_iterations);
        }
        StepKind::Subtest(read) => subtest(read, &mut writer),
        StepKind::Unsupported { fields, .. } => {
            for (name, value) in fields {
                merge(&mut writer.fields, name, value);
            }
        }
    }
    for (name, value) in &step.other {
        merge(&mut writer.fields, name, value);
    }
    Value::Object(writer.fields)
}

fn condition(condition: &Condition, writer: &mut Writer, shape: Shape) {
    writer.always("left_value", condition.left.clone());
    writer.always("comparison", condition.comparison.as_str());
    writer.field("right_value", !condition.right.is_empty(), condition.right.clone());
    let steps: Vec<_> = condition.steps.iter().map(|inner| step(inner, shape)).collect();
    writer.field("steps", !steps.is_empty(), steps);
}
