//! The body of Runscope's webhook: every field of the real thing, in the types it has there.

use serde::Serialize;
use serde_json::{Map, Value, json};
use tacit_record::{RunResult, StepResult, Tally};

use crate::notice::{Notice, Place, StepLine, Variable};

#[derive(Serialize)]
struct Body<'a> {
    variables: Map<String, Value>,
    initial_variables: Map<String, Value>,
    test_id: String,
    test_name: &'a str,
    test_run_id: String,
    test_url: String,
    test_run_url: String,
    trigger_url: Option<&'a str>,
    team_id: String,
    team_name: &'a str,
    bucket_key: &'a str,
    bucket_name: &'a str,
    environment_uuid: Option<String>,
    environment_name: Option<&'a str>,
    result: &'static str,
    /// Unix seconds.
    started_at: f64,
    finished_at: f64,
    agent: Option<&'a str>,
    agent_expired: Option<bool>,
    region: Option<&'a str>,
    region_name: Option<&'a str>,
    requests: Vec<Value>,
}

/// The body. With `values`, variables that every reader of the result may see have theirs; otherwise all are `null`.
pub(crate) fn body(notice: &Notice, values: bool) -> Value {
    let (agent, agent_expired, region, region_name) = match &notice.place {
        Place::Region { code, name } => (None, None, Some(code.as_str()), Some(name.as_str())),
        Place::Agent { name, expired, .. } => (Some(name.as_str()), Some(*expired), None, None),
    };
    let body = Body {
        variables: variables(&notice.variables, values),
        initial_variables: variables(&notice.initial_variables, values),
        test_id: notice.test.0.to_string(),
        test_name: notice.test.1.as_str(),
        test_run_id: notice.run.to_string(),
        test_url: notice.test_url(),
        test_run_url: notice.run_url(),
        trigger_url: notice.trigger_url.as_deref(),
        team_id: notice.team.0.to_string(),
        team_name: notice.team.1.as_str(),
        bucket_key: &notice.bucket.0.0,
        bucket_name: notice.bucket.1.as_str(),
        environment_uuid: notice.environment.as_ref().map(|(id, _)| id.to_string()),
        environment_name: notice.environment.as_ref().map(|(_, name)| name.as_str()),
        // Runscope knows these two only: what was stopped did not pass.
        result: if notice.result == RunResult::Pass { "pass" } else { "fail" },
        started_at: seconds(notice.started_at),
        finished_at: seconds(notice.finished_at),
        agent,
        agent_expired,
        region,
        region_name,
        requests: notice.steps.iter().map(request).collect(),
    };
    serde_json::to_value(body).unwrap_or_default()
}

fn variables(variables: &[Variable], values: bool) -> Map<String, Value> {
    let shown = |value: &Option<String>| value.clone().filter(|_| values).map_or(Value::Null, Value::String);
    variables.iter().map(|variable| (variable.name.clone(), shown(&variable.value))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of our century fit into 53 bits")]
fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

fn request(line: &StepLine) -> Value {
    json!({
        "step_type": line.step_type,
        "url": line.url,
        "method": line.method,
        "note": line.note,
        "result": line.result.map(|result| match result {
            StepResult::Pass => "pass",
            StepResult::Fail => "fail",
            StepResult::Skipped => "skipped",
            StepResult::Canceled => "canceled",
        }),
        // A string in all real bodies, whatever is written about them.
        "response_status_code": line.status.map(|status| status.to_string()),
        "response_time_ms": line.response_time_ms.map(|time| time.round() as i64),
        "response_size_bytes": line.response_bytes,
        "assertions": tally(line.assertions),
        "variables": tally(line.variables),
        "scripts": tally(line.scripts),
    })
}

fn tally(tally: Tally) -> Value {
    json!({"total": tally.defined, "pass": tally.passed, "fail": tally.failed})
}
