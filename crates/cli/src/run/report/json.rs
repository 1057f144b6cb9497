//! The report for programs: the records themselves.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Report, totals::Totals};
use crate::run::execute::Finished;

/// Everything at the end, as one JSON object.
#[derive(Default)]
pub(super) struct Json {
    runs: Vec<Value>,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
    not_run: usize,
    seconds: f64,
}

impl Report for Json {
    fn add(&mut self, finished: &Finished) -> String {
        let case = &finished.case;
        self.runs.push(json!({
            "file": case.file,
            "test_name": case.name,
            "environment_name": case.environment_name,
            "run_id": finished.id,
            "result": finished.record.as_ref().map_or("not_run", |record| record.result.as_str()),
            "record": finished.record,
        }));
        String::new()
    }

    fn finish(&mut self, totals: &Totals) -> String {
        let summary = Summary {
            passed: totals.passed,
            failed: totals.failed,
            not_run: totals.not_run,
            seconds: totals.micros as f64 / 1e6,
        };
        let report = json!({"version": 1, "summary": summary, "runs": self.runs});
        let mut text = serde_json::to_string_pretty(&report).expect("records are plain JSON");
        text.push('\n');
        text
    }
}
