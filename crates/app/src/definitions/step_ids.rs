//! Ids of steps: unique in their test, given by the server, kept while a step is edited.

use std::collections::HashSet;

use tacit_spec::{Step, StepId};

/// Gives an id to each step that has none, or the one of a step before it (as a copied step has).
pub(super) fn complete(steps: &mut [Step], new: &mut dyn FnMut() -> StepId) {
    fill(steps, &mut HashSet::new(), new);
}

/// Gives a new id to each step.
pub(super) fn renew(steps: &mut [Step], new: &mut dyn FnMut() -> StepId) {
    forget(steps);
    complete(steps, new);
}

fn fill(steps: &mut [Step], seen: &mut HashSet<StepId>, new: &mut dyn FnMut() -> StepId) {
    for step in steps {
        let id = match step.id {
            Some(id) if seen.insert(id) => id,
            _ => new(),
        };
        seen.insert(id);
        step.id = Some(id);
        if let Some(inner) = step.kind.steps_mut() {
            fill(inner, seen, new);
        }
    }
}

fn forget(steps: &mut [Step]) {
    for step in steps {
        step.id = None;
        if let Some(inner) = step.kind.steps_mut() {
            forget(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tacit_spec::{StepKind, TestDefinition};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_step_has_its_own_and_keeps_it() {
        let known = Uuid::from_u128(7).to_string();
        let inner = json!({"step_type": "request", "method": "GET", "url": "u", "id": known});
        let mut test = TestDefinition::from_value(&json!({"name": "t", "steps": [
            inner.clone(), inner.clone(),
            {"step_type": "condition", "left_value": "1", "comparison": "equal", "right_value": "1", "steps": [inner]}
        ]}))
        .unwrap();
        let mut count = 100;
        let mut new = || {
            count += 1;
            StepId(Uuid::from_u128(count))
        };
        complete(&mut test.steps, &mut new);
        let StepKind::Condition(condition) = &test.steps[2].kind else { panic!("a condition") };
        let ids: Vec<_> =
            test.steps.iter().chain(&condition.steps).map(|step| step.id.unwrap().0.as_u128()).collect();
        assert_eq!(ids, [7, 101, 102, 103]);
        renew(&mut test.steps, &mut new);
        assert_eq!(test.steps[0].id.unwrap().0.as_u128(), 104);
    }
}
