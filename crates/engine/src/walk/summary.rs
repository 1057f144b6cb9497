//! What the test that called a subtest may read of it: the JSON of its result, as Runscope's API and webhooks write it.
//!
//! It is judged, never shown: it holds what came off the wire, and has the label of everything in the subtest.

use serde_json::{Map, Value, json};
use tacit_record::{Counters, RunResult};
use tacit_spec::{Step as StepDefinition, test::Request};
use tacit_taint::seam;

use super::Walk;
use crate::step::{RawStep, response_time_ms};

/// The steps so far.
#[derive(Default)]
pub(super) struct Summary {
    counters: Counters,
    requests: Vec<Value>,
}

impl Summary {
    /// Adds a request that ran.
    pub(super) fn request(&mut self, definition: &StepDefinition, request: &Request, raw: &RawStep) {
        let counters = raw.counters();
        let tally = |tally: tacit_record::Tally| json!({"total": tally.defined, "pass": tally.passed, "fail": tally.failed});
        self.requests.push(json!({
            "step_type": "request",
            "note": definition.note,
            "method": request.method,
            "url": request.url,
            "result": if raw.passed() { "pass" } else { "fail" },
            "response_status_code": raw.facts.as_ref().and_then(|facts| facts.hops.last()?.status),
            "response_time_ms": raw.facts.as_ref().map(response_time_ms),
            "assertions": tally(counters.assertions),
            "variables": tally(counters.variables),
            "scripts": tally(counters.scripts),
        }));
        self.counters.add(counters);
    }

    /// The result of the test that `walk` went through. Times are Unix seconds.
    pub(super) fn result(&self, walk: &Walk<'_>, result: RunResult, started_at: jiff::Timestamp) -> Vec<u8> {
        let context = walk.builtins.context;
        let variables: Map<String, Value> = walk
            .scope
            .iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.open(seam::Engine).clone()?.into())))
            .collect();
        let seconds = |time: jiff::Timestamp| time.as_microsecond() as f64 / 1e6;
        let Counters { requests_executed, assertions, variables: extractions, scripts } = self.counters;
        let body = json!({
            "result": result.as_str(),
            "test_id": context.test_uuid,
            "test_uuid": context.test_uuid,
            "test_name": context.test_name,
            "bucket_key": context.bucket_key,
            "bucket_name": context.bucket_name,
            "environment_id": context.environment_uuid,
            "environment_uuid": context.environment_uuid,
            "environment_name": context.environment_name,
            "region": context.region,
            "agent": context.agent,
            "started_at": seconds(started_at),
            "finished_at": seconds(walk.around.engine.clock.now()),
            "variables": variables,
            "requests_executed": requests_executed,
            "assertions_defined": assertions.defined,
            "assertions_passed": assertions.passed,
            "assertions_failed": assertions.failed,
            "variables_defined": extractions.defined,
            "variables_passed": extractions.passed,
            "variables_failed": extractions.failed,
            "scripts_defined": scripts.defined,
            "scripts_passed": scripts.passed,
            "scripts_failed": scripts.failed,
            "requests": self.requests,
        });
        body.to_string().into_bytes()
    }
}
