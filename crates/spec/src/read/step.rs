//! Steps.

use serde_json::Map;

use super::{
    object::{Object, Problems, text},
    request::{self, request},
    subtest::{self, subtest},
};
use crate::{
    Step, StepKind,
    error::quoted,
    limits,
    source::{Data, Node, Path},
    suggest,
    test::{Comparison, Condition, Loop},
};

/// The step types that run, under the names that definitions use.
const RUN: [&str; 5] = ["request", "pause", "condition", "conditional-loop", "subtest"];
/// Runscope's other step types: kept.
const KEPT: [&str; 4] = ["inbound", "ghost-inspector", "ghost", "initial-script"];

pub(super) fn steps(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Vec<Step> {
    let path = path.field("steps");
    let items = object.list("steps", problems);
    items.iter().enumerate().filter_map(|(at, item)| step(item, &path.item(at), problems)).collect()
}

pub(super) fn step(node: &Node, path: &Path<'_>, problems: &mut Problems) -> Option<Step> {
    let mut object = Object::open(node, path, problems)?;
    let written = object.require("step_type", problems);
    let id = object.id("id", problems);
    let skipped = object.flag("skipped", false, problems);
    let note = object.text("note", problems);
    let type_path = path.field("step_type");
    let Some(written) = written else {
        // Without its type nothing else of the step can be judged, but a mistyped `step_type` can.
        object.finish(&[], problems);
        return None;
    };
    let step_type = text(written, &type_path, problems)?;
    let kind = match step_type.as_str() {
        "request" => StepKind::Request(Box::new(request(&mut object, path, problems))),
        "pause" => StepKind::Pause { seconds: seconds(&mut object, path, problems) },
        "condition" | "conditional" => StepKind::Condition(condition(&mut object, path, problems)),
        "conditional-loop" => StepKind::Loop(repeated(&mut object, path, problems)),
        "subtest" => StepKind::Subtest(Box::new(subtest(&mut object, path, problems))),
        other => {
            let meant = suggest::closest(other, RUN).filter(|_| !KEPT.contains(&other));
            if let Some(meant) = meant {
                let message = format!("unknown step type {}", quoted(other));
                problems.add(&type_path, written.place, message, format!("did you mean `{meant}`?"));
            } else if other.is_empty() {
                let hint = format!("use one of {}", RUN.join(", "));
                problems.add(&type_path, written.place, "the step type is empty", hint);
            }
            let mut fields = object.finish(&[], &mut Problems::default());
            let mut kept = Map::new();
            for name in ["id", "skipped", "note"] {
                if let Some(value) = fields.shift_remove(name) {
                    kept.insert(name.into(), value);
                }
            }
            let kind = StepKind::Unsupported { step_type, fields };
            return Some(Step { id, skipped, note, kind, other: kept });
        }
    };
    let also_known = match kind {
        StepKind::Request(_) => request::PASSED_ON,
        StepKind::Subtest(_) => subtest::PASSED_ON,
        _ => &[],
    };
    Some(Step { id, skipped, note, kind, other: object.finish(also_known, problems) })
}

fn repeated(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Loop {
    let condition = condition(object, path, problems);
    let max_iterations = match object.take("max_iterations") {
        None => limits::LOOP_ITERATIONS,
        Some(node) => whole(node).unwrap_or_else(|| {
            let hint = format!("write a whole number, 1 to {}", limits::LOOP_ITERATIONS);
            problems.add(&path.field("max_iterations"), node.place, "this is not a number of rounds", hint);
            0
        }),
    };
    Loop { condition, max_iterations }
}

fn seconds(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> u32 {
    let Some(node) = object.require("duration", problems) else { return 0 };
    whole(node).unwrap_or_else(|| {
        let hint = "write a whole number of seconds, 1 to 180".to_owned();
        problems.add(&path.field("duration"), node.place, "this is not a duration", hint);
        0
    })
}

fn whole(node: &Node) -> Option<u32> {
    let number = match &node.data {
        Data::Number(number, _) => number.as_u64().or_else(|| {
            // Some clients send whole numbers as `5.0`.
            number.as_f64().filter(|value| value.fract() == 0.0 && *value >= 0.0).map(|value| value as u64)
        }),
        Data::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.and_then(|number| u32::try_from(number).ok())
}

fn condition(object: &mut Object<'_>, path: &Path<'_>, problems: &mut Problems) -> Condition {
    let left = object.require_text("left_value", problems);
    let comparison = comparison(object, path, problems).unwrap_or(Comparison::Equal);
    let right = object.text("right_value", problems);
    Condition { left, comparison, right, steps: steps(object, path, problems) }
}

pub(super) fn comparison(
    object: &mut Object<'_>,
    path: &Path<'_>,
    problems: &mut Problems,
) -> Option<Comparison> {
    let path = path.field("comparison");
    let node = object.require("comparison", problems)?;
    let id = text(node, &path, problems)?;
    let read = Comparison::parse(&id);
    if read.is_none() {
        let hint = suggest::hint(&id, Comparison::ALL.iter().map(|known| known.as_str()));
        problems.add(&path, node.place, format!("unknown comparison {}", quoted(&id)), hint);
    }
    read
}
