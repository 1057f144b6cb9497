//! Sums over all cases.

use tacit_record::RunResult;

use crate::run::execute::Finished;

/// How many there were, and how they ended.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed or were canceled.
    pub(crate) failed: usize,
    /// Tests that were not started.
    pub(crate) not_run: usize,
    /// Run times added up, in microseconds.
    pub(crate) micros: i64,
}

impl Totals {
    pub(super) fn add(&mut self, finished: &Finished) {
        let Some(record) = &finished.record else {
            self.not_run += 1;
            return;
        };
        self.micros += record.finished_at - record.started_at;
        match record.result {
            RunResult::Pass => self.passed += 1,
            RunResult::Fail | RunResult::Canceled => self.failed += 1,
        }
    }
}
