//! Loops: how many rounds there are may be a secret as well (R7).

use tacit_record::{ErrorCode, Step};
use tacit_spec::{Step as StepDefinition, test::Loop};
use tacit_taint::Label;

use super::Walk;
use crate::{exposure::Part, project::Standing, step::RawError};

impl Walk<'_> {
    /// Rounds are shown one after the other for as long as nobody's secret decides whether there is a next one. From then on
    /// they run unseen, and one round of which it is hidden whether it ran stands for all of them, however many there are.
    pub(super) async fn repeat(
        &mut self,
        definition: &StepDefinition,
        repeated: &Loop,
        place: String,
    ) -> Step {
        let Loop { condition, max_iterations } = repeated;
        let start_ms = self.around.pace.start_ms(&self.control);
        let outer = self.control.clone();
        // What it depends on that there is a next round, and how much of that shows.
        let mut inside = outer.clone();
        let mut level = self.around.policy.level(&Label::PUBLIC, &inside);
        // What the comparisons that show depend on.
        let mut compares = Label::PUBLIC;
        let (mut steps, mut rounds, mut shown) = (Vec::new(), 0, 0);
        let compared = loop {
            if rounds > 0 && self.control.is_public() {
                // It may tell the time.
                self.around.pace.settle().await;
            }
            let mut compared = self.compare(condition);
            if !level.hides_verdict() {
                compares.join(&compared.label);
            }
            inside.join(&compared.label.computed());
            level = self.around.policy.level(&Label::PUBLIC, &inside);
            self.enter(&condition.steps, &inside);
            if compared.held != Some(true) {
                break compared;
            }
            if rounds == *max_iterations {
                compared.error = Some(still_holds(rounds, &inside));
                break compared;
            }
            rounds += 1;
            let round = self.steps(&condition.steps, &format!("{place}.{rounds}.")).await;
            if !level.hides_verdict() {
                steps.extend(round);
                shown += 1;
            }
            // Where a hidden failure ends the test, what it depends on is part of the control by now.
            inside.join(&self.control);
            level = self.around.policy.level(&Label::PUBLIC, &inside);
            if self.stopped || self.around.cancel.is_cancelled() {
                break compared;
            }
        };
        if level.hides_verdict() {
            self.enter(&condition.steps, &inside);
            steps.extend(self.all_passed_over(&condition.steps, &format!("{place}.{}.", shown + 1)));
        }
        if !self.environment.stop_on_failure {
            self.control = outer.clone();
        }
        let secrets = self.names_under(&compares, &outer);
        let standing = Standing { definition, place, control: &outer, secrets, start_ms };
        let mut record = self.block(standing, condition, &compared, &inside, level, steps);
        record.iterations = level.show(Part::Verdict, || rounds);
        record
    }
}

fn still_holds(rounds: u32, label: &Label) -> RawError {
    RawError {
        code: ErrorCode::LoopLimit,
        place: "max_iterations".into(),
        hint: Some(format!(
            "the comparison still held after {rounds} rounds; give the loop more, or let it wait longer with a pause"
        )),
        detail: None,
        label: label.clone(),
    }
}
