//! How much a run can come to, and what it calls.

use crate::{
    Step, StepKind, TestDefinition, limits,
    test::{Callee, Loop, Subtest},
};

impl TestDefinition {
    /// The steps of a run in which every loop has all its rounds; `of` says how many those of a subtest are. Not counted
    /// further than just above [`limits::STEPS_PER_RUN`].
    pub fn most_steps(&self, of: &mut dyn FnMut(&Subtest) -> usize) -> usize {
        most(&self.steps, of)
    }

    /// The subtests that are not skipped, those in conditions and loops included.
    #[must_use]
    pub fn subtests(&self) -> Vec<&Subtest> {
        let mut found = Vec::new();
        subtests(&self.steps, &mut found);
        found
    }
}

impl TestDefinition {
    /// Changes what its subtests run, those of skipped steps included.
    pub fn change_callees(&mut self, change: &mut dyn FnMut(&mut Callee)) {
        change_callees(&mut self.steps, change);
    }
}

fn change_callees(steps: &mut [Step], change: &mut dyn FnMut(&mut Callee)) {
    for step in steps {
        if let StepKind::Subtest(subtest) = &mut step.kind {
            change(&mut subtest.callee);
        }
        if let Some(inner) = step.kind.steps_mut() {
            change_callees(inner, change);
        }
    }
}

fn most(steps: &[Step], of: &mut dyn FnMut(&Subtest) -> usize) -> usize {
    let mut count = 0_usize;
    for step in steps {
        let inner = match &step.kind {
            _ if step.skipped => 0,
            StepKind::Condition(condition) => most(&condition.steps, of),
            StepKind::Loop(Loop { condition, max_iterations }) => most(&condition.steps, of)
                .saturating_mul(usize::try_from(*max_iterations).unwrap_or(usize::MAX)),
            StepKind::Subtest(subtest) => of(subtest),
            StepKind::Request(_) | StepKind::Pause { .. } | StepKind::Unsupported { .. } => 0,
        };
        count = count.saturating_add(1).saturating_add(inner);
        if count > limits::STEPS_PER_RUN {
            break;
        }
    }
    count
}

fn subtests<'a>(steps: &'a [Step], found: &mut Vec<&'a Subtest>) {
    for step in steps.iter().filter(|step| !step.skipped) {
        if let StepKind::Subtest(subtest) = &step.kind {
            found.push(subtest);
        }
        subtests(step.kind.steps(), found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn loops_count_with_all_their_rounds_and_skipped_steps_as_one() {
        let subtest = json!({"step_type": "subtest", "test_uuid": "t"});
        let repeat = |rounds: u32, steps: serde_json::Value| {
            json!({"step_type": "conditional-loop", "left_value": "1", "comparison": "equal", "right_value": "1",
                "max_iterations": rounds, "steps": steps})
        };
        let mut skipped = repeat(50, json!([subtest]));
        skipped["skipped"] = true.into();
        let test = TestDefinition::from_value(&json!({"name": "t", "steps": [
            repeat(10, json!([subtest, repeat(2, json!([{"step_type": "pause", "duration": 1}]))])), skipped
        ]}))
        .unwrap();
        assert_eq!(test.most_steps(&mut |_| 6), 1 + 10 * (7 + 1 + 2) + 1);
        assert_eq!(test.subtests().len(), 1);
        assert!(test.most_steps(&mut |_| usize::MAX) > limits::STEPS_PER_RUN);
    }
}
